using System.Diagnostics;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Processes that <c>mpirun</c> starts on this machine, and on two hosts that are network namespaces; skipped where there is none.</summary>
public sealed class MpiTests : IDisposable
{
    private const int Epochs = 3;

    /// <summary>
    /// How long a job may last in which a rank has failed. What it waits for is 4 seconds at most; starting processes takes a minute and more
    /// on a busy machine. A hang lasts for ever, or as long as the default of <c>Mpi.Timeout</c>, 5 minutes.
    /// </summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
    [
        SampleModels.Sample("Dropped", "tokens length=7 vocabulary=11", "embedding 5 mask_zero=true", "spatial_dropout1d 0.2", "bidirectional gru 6 recurrent_dropout=0.3", "dense 1 sigmoid"),
        SampleModels.Sample("Normal", "features length=6 size=5", "conv1d 8 3 padding=same", "batch_normalization momentum=0.9", "activation relu", "simple_rnn 7", "dropout 0.3", "dense 2"),
    ]));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("Dropped", 2)]
    [InlineData("Normal", 3)]
    public void Processes_end_where_one_ends(string name, int ranks)
    {
        string[] expected = ResumableRun.Train(Compiled.Value.Create(name, 7), Epochs, 1, null, PathOf("alone"));
        (int exitCode, string output, _) = Start(name, ranks, "none");
        exitCode.ShouldBe(0, output);
        for (int rank = 0; rank < ranks; rank++)
        {
            string[] lines = File.ReadAllLines(PathOf($"outcome.{rank}"));
            lines[0].ShouldContain($", {ranks} ranks, ");
            lines[1..].ShouldBe(expected, $"rank {rank}");
        }

        File.ReadAllBytes(PathOf("best")).ShouldBe(File.ReadAllBytes(PathOf("alone")));
    }

    /// <summary>Each MPI with its own launcher; Slurm where one runs.</summary>
    [Theory]
    [InlineData("mpirun.openmpi", "Open MPI")]
    [InlineData("mpirun.mpich", "MPICH")]
    [InlineData("srun --mpi=pmix", "Open MPI")]
    [InlineData("srun --mpi=pmi2", "MPICH")]
    public void Every_launcher_starts_two_ranks_of_its_MPI(string launcher, string library)
    {
        Assert.SkipWhen(launcher.StartsWith("srun", StringComparison.Ordinal) && !HasSlurm(), "No Slurm runs on this machine.");
        Assert.SkipWhen(launcher.EndsWith("pmi2", StringComparison.Ordinal) && !MpiRun.Has("mpirun.mpich"), "There is no MPICH on this machine.");
        string[] expected = ResumableRun.Train(Compiled.Value.Create("Dropped", 7), Epochs, 1, null, PathOf("alone"));
        (int exitCode, string output, _) = Start("Dropped", [.. launcher.Split(' '), "-n", "2"], "none");
        exitCode.ShouldBe(0, output);
        for (int rank = 0; rank < 2; rank++)
        {
            string[] lines = File.ReadAllLines(PathOf($"outcome.{rank}"));
            lines[0].ShouldStartWith(library);
            lines[1..].ShouldBe(expected, $"rank {rank}");
        }
    }

    [Theory]
    [InlineData(MpiRun.Killed, "rank 1|EXIT CODE: 9")]
    [InlineData(MpiRun.Stopped, "Rank 1 of 2 .*has not answered")]
    [InlineData(MpiRun.Throws, "this rank has had enough")]
    public void A_rank_that_fails_ends_the_job_and_is_named(string fault, string message)
    {
        (int exitCode, string output, TimeSpan time) = Start("Dropped", 2, fault);
        exitCode.ShouldNotBe(0, output);
        output.ShouldMatch(message);
        time.ShouldBeLessThan(Limit);
        if (fault == MpiRun.Killed)
        {
            // From the file of the training, another number of ranks goes on.
            string[] expected = ResumableRun.Train(Compiled.Value.Create("Dropped", 7), Epochs, 1, null, PathOf("alone"));
            File.Exists(PathOf("state")).ShouldBeTrue();
            (exitCode, output, _) = Start("Dropped", 3, "none");
            exitCode.ShouldBe(0, output);
            File.ReadAllLines(PathOf("outcome.2"))[1..].ShouldBe(expected);
        }
    }

    /// <summary>While it computes a gradient, validates, saves the training or the best weights, or is about to end.</summary>
    [Fact]
    public void A_rank_that_is_killed_at_any_exchange_ends_the_job_and_others_go_on()
    {
        string[] expected = ResumableRun.Train(Compiled.Value.Create("Dropped", 7), Epochs, 1, null, PathOf("alone"));
        Start("Dropped", 2, "none").ExitCode.ShouldBe(0);
        int exchanges = MpiRun.ExchangesOf(File.ReadLines(PathOf("outcome.1")).First());
        int[] places = VectorWidths.IsQuick ? [exchanges / 3, exchanges - 1] : [1, .. Enumerable.Range(1, 12).Select(part => exchanges * part / 13), exchanges - 2, exchanges - 1, exchanges];
        foreach (int place in places)
        {
            File.Delete(PathOf("state"));
            File.Delete(PathOf("best"));
            (int exitCode, string output, TimeSpan time) = Start("Dropped", 2, MpiRun.KilledAt(place));
            exitCode.ShouldNotBe(0, $"exchange {place} of {exchanges}: {output}");
            time.ShouldBeLessThan(Limit, $"exchange {place} of {exchanges}");

            (exitCode, output, _) = Start("Dropped", 3, "none");
            exitCode.ShouldBe(0, $"after exchange {place} of {exchanges}: {output}");
            File.ReadAllLines(PathOf("outcome.2"))[1..].ShouldBe(expected, $"after exchange {place} of {exchanges}");
        }
    }

    [Theory]
    [InlineData("Dropped", 3, false)]
    [InlineData("Normal", 2, true)]
    public void Two_hosts_end_where_one_process_ends(string name, int ranks, bool isSlow)
    {
        using NetworkHosts hosts = StartHosts();
        if (isSlow)
        {
            string? missing = hosts.Shape(delay: "2ms", rate: "100mbit");
            Assert.SkipWhen(missing is not null, $"The network cannot be slowed down here: {missing}");
        }

        string[] expected = ResumableRun.Train(Compiled.Value.Create(name, 7), Epochs, 1, null, PathOf("alone"));
        (int exitCode, string output, _) = Start(name, ranks, "none", hosts);
        exitCode.ShouldBe(0, output);
        for (int rank = 0; rank < ranks; rank++)
        {
            File.ReadAllLines(PathOf($"outcome.{rank}"))[1..].ShouldBe(expected, $"rank {rank}");
        }

        File.ReadAllBytes(PathOf("best")).ShouldBe(File.ReadAllBytes(PathOf("alone")));
    }

    [Fact]
    public void A_rank_that_hangs_on_another_host_is_named_with_it()
    {
        using NetworkHosts hosts = StartHosts();
        (int exitCode, string output, TimeSpan time) = Start("Dropped", 2, MpiRun.Stopped, hosts);
        exitCode.ShouldNotBe(0, output);
        output.ShouldMatch(@"Rank 1 of 2 \(host2\) has not answered");
        time.ShouldBeLessThan(Limit);
    }

    private static bool HasSlurm()
    {
        if (!MpiRun.Has("sinfo"))
        {
            return false;
        }

        using Process info = Process.Start(new ProcessStartInfo("sinfo", ["--noheader", "--states=idle,mixed"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> errors = info.StandardError.ReadToEndAsync();
        bool hasNodes = info.StandardOutput.ReadToEnd().Trim().Length > 0;
        info.WaitForExit();
        return info.ExitCode == 0 && hasNodes && errors.Wait(Limit);
    }

    private static NetworkHosts StartHosts()
    {
        NetworkHosts hosts = new();
        if (hosts.Missing is { } missing)
        {
            hosts.Dispose();
            Assert.Skip($"Two hosts need root, ip, unshare and mpirun: {missing}");
        }

        return hosts;
    }

    private (int ExitCode, string Output, TimeSpan Time) Start(string name, int ranks, string fault, NetworkHosts? hosts = null) =>
        Start(name, [.. hosts?.Launcher(ranks) ?? MpiRun.Launcher(ranks)], fault);

    private (int ExitCode, string Output, TimeSpan Time) Start(string name, string[] launcher, string fault)
    {
        Assert.SkipUnless(MpiRun.Has(launcher[0]), $"There is no {launcher[0]} on this machine.");
        string image = PathOf("models.dll");
        File.WriteAllBytes(image, Compiled.Value.Image);
        return MpiRun.Start(launcher, image, name, $"{Epochs}", PathOf("state"), PathOf("best"), PathOf("outcome"), fault);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
