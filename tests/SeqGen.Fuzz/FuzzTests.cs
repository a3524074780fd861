using SeqGen.Fuzz.Targets;

namespace SeqGen.Fuzz;

/// <summary>The short run, and whatever a longer one has found.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20_261_129;

    public static TheoryData<string> Targets => [.. FuzzTargets.Names];

    [Theory]
    [MemberData(nameof(Targets))]
    public void No_input_breaks_a_promise(string name)
    {
        FuzzTarget target = FuzzTargets.Named(name);
        using FuzzRun run = new(target);
        for (int number = 0; number < target.ShortRun; number++)
        {
            run.Try(Seed, number).ShouldBeNull();
        }

        // Otherwise nothing after the first check was tried.
        run.Taken.ShouldBeGreaterThan(0);
        run.Taken.ShouldBeLessThan(target.ShortRun);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_was_found_is_not_found_again(string name)
    {
        using FuzzRun run = new(FuzzTargets.Named(name));
        foreach (Regression regression in Regressions.All.Where(regression => regression.Target == name))
        {
            run.Try(regression.Input).ShouldBeNull(regression.What);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_inputs()
    {
        Mutator mutator = new(FuzzTargets.Named("csv"));
        mutator.Make(new Random(5)).ShouldBe(mutator.Make(new Random(5)));
        mutator.Make(new Random(5)).ShouldNotBe(mutator.Make(new Random(6)));
    }
}
