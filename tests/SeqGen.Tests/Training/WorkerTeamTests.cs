namespace SeqGen.Tests.Training;

public class WorkerTeamTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Every_item_is_done_once_by_one_worker_at_a_time(int threads)
    {
        using WorkerTeam team = new(threads);
        for (int round = 0; round < 2000; round++)
        {
            int items = round % 23;
            int[] done = new int[items];
            int[] inside = new int[threads];
            team.Run(items, (worker, item) =>
            {
                Interlocked.Increment(ref inside[worker]).ShouldBe(1);
                Interlocked.Increment(ref done[item]);
                Interlocked.Decrement(ref inside[worker]);
            });
            done.ShouldAllBe(count => count == 1);
        }
    }

    [Fact]
    public void The_exception_of_the_lowest_item_is_thrown_and_the_team_continues()
    {
        using WorkerTeam team = new(3);
        for (int round = 0; round < 50; round++)
        {
            Should.Throw<InvalidOperationException>(() => team.Run(20, (_, item) =>
            {
                if (item >= 4)
                {
                    throw new InvalidOperationException($"item {item}");
                }
            })).Message.ShouldBe("item 4");
        }

        int sum = 0;
        team.Run(10, (_, item) => Interlocked.Add(ref sum, item));
        sum.ShouldBe(45);
    }
}
