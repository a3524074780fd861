using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using SeqGen.Distributed;

namespace SeqGen.Numerics.Tests.Models;

/// <summary>The processes of an MPI job: <see cref="Start"/> starts them, <see cref="RunChild"/> is what each of them runs.</summary>
internal static class MpiRun
{
    /// <summary>What happens to rank 1 in its third step, besides <c>none</c>.</summary>
    public const string Killed = "killed";

    /// <summary>It does not go on.</summary>
    public const string Stopped = "stopped";

    /// <summary>It throws.</summary>
    public const string Throws = "throws";

    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(4);

    /// <summary>True where there is an <c>mpirun</c>.</summary>
    public static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "mpirun")));

    /// <summary>Runs some ranks to their end, on this machine or in turn on two hosts.</summary>
    /// <returns>The exit code, what was written to both streams, and how long it took.</returns>
    public static (int ExitCode, string Output, TimeSpan Time) Start(int ranks, NetworkHosts? hosts, params string[] arguments)
    {
        ProcessStartInfo child = ChildProcess.StartOf(["rank", .. arguments]);
        string[] launcher = [.. hosts?.Launcher(ranks) ?? ["mpirun", "-n", ranks.ToString(CultureInfo.InvariantCulture)]];
        ProcessStartInfo start = new(launcher[0], [.. launcher.Skip(1), child.FileName, .. child.ArgumentList]) { RedirectStandardError = true, RedirectStandardOutput = true };

        // Open MPI asks before it runs as root, or more processes than cores; and containers forbid to copy from another process.
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT"] = "1";
        start.Environment["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1";
        start.Environment["OMPI_MCA_rmaps_base_oversubscribe"] = "1";
        start.Environment["OMPI_MCA_btl_vader_single_copy_mechanism"] = "none";
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        long began = Stopwatch.GetTimestamp();
        using Process job = Process.Start(start)!;
        Task<string> errors = job.StandardError.ReadToEndAsync();
        string output = job.StandardOutput.ReadToEnd();
        job.WaitForExit();
        return (job.ExitCode, output + errors.Result, Stopwatch.GetElapsedTime(began));
    }

    /// <summary>One rank: trains, and writes what came out to the file of its number.</summary>
    /// <param name="arguments">The image of the models, the model's name, epochs, the files of training, best weights and outcome, and what happens to rank 1.</param>
    public static void RunChild(IReadOnlyList<string> arguments)
    {
        Assembly assembly = CompiledModels.Load(File.ReadAllBytes(arguments[0]));
        Type type = assembly.GetTypes().Single(type => type.Name == arguments[1]);
        int epochs = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        Mpi.Timeout = arguments[6] == Stopped ? ShortTimeout : Mpi.Timeout;
        Communicator world = Mpi.World;
        Communicator communicator = arguments[6] == "none" || world.Rank != 1 ? world : new Faulty(world, arguments[6]);
        string[] outcome = ResumableRun.TrainOn(communicator, (SequenceModel)Activator.CreateInstance(type, 7)!, epochs, 1, arguments[3], arguments[4]);
        File.WriteAllLines($"{arguments[5]}.{world.Rank}", [$"{Mpi.Library}, {world.Size} ranks", .. outcome]);
    }

    /// <summary>A rank to which something happens after some exchanges.</summary>
    private sealed class Faulty(Communicator world, string fault) : Communicator
    {
        private int _exchanges;

        public override int Rank => world.Rank;

        public override int Size => world.Size;

        protected internal override bool CanRunInBackground => world.CanRunInBackground;

        protected internal override bool IsInBackground { get => world.IsInBackground; set => world.IsInBackground = value; }

        public override void Abort(string message) => world.Abort(message);

        protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
        {
            if (++_exchanges == 30)
            {
                Fail();
            }

            world.Exchange(send, sendParts, receive, receiveParts);
        }

        private void Fail()
        {
            if (fault == Throws)
            {
                throw new InvalidOperationException("this rank has had enough");
            }

            using Process kill = Process.Start("kill", [fault == Killed ? "-KILL" : "-STOP", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
            Thread.Sleep(Timeout.Infinite);
        }
    }
}
