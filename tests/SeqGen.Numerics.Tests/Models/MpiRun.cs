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

    /// <summary>It is killed instead of so many exchanges, wherever the training is then.</summary>
    public static string KilledAt(int exchange) => $"{Killed}@{exchange}";

    /// <summary>The exchanges of a rank, by the first line of its outcome.</summary>
    public static int ExchangesOf(string line) => int.Parse(line.Split(", ")[^1].Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>It does not go on.</summary>
    public const string Stopped = "stopped";

    /// <summary>It throws.</summary>
    public const string Throws = "throws";

    private static readonly TimeSpan ShortTimeout = TimeSpan.FromSeconds(4);

    /// <summary>How to start some ranks on this machine with the MPI that it has.</summary>
    public static string[] Launcher(int ranks) => ["mpirun", "-n", ranks.ToString(CultureInfo.InvariantCulture)];

    /// <summary>True where there is a program of a name.</summary>
    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs some ranks to their end.</summary>
    /// <returns>The exit code, what was written to both streams, and how long it took.</returns>
    public static (int ExitCode, string Output, TimeSpan Time) Start(string[] launcher, params string[] arguments)
    {
        ProcessStartInfo child = ChildProcess.StartOf(["rank", .. arguments]);
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
        string[] fault = world.Rank == 1 ? arguments[6].Split('@') : ["none"];
        Watched communicator = new(world, fault[0], fault.Length > 1 ? int.Parse(fault[1], CultureInfo.InvariantCulture) : null);
        string[] outcome = ResumableRun.TrainOn(communicator, (SequenceModel)Activator.CreateInstance(type, 7)!, epochs, 1, arguments[3], arguments[4]);
        File.WriteAllLines($"{arguments[5]}.{world.Rank}", [$"{Mpi.Library}, {world.Size} ranks, {communicator.Exchanges} exchanges", .. outcome]);
    }

    /// <summary>
    /// A rank that exchanges while it computes, also on one machine, and to which something may happen after some exchanges: it throws at any place, and is killed or
    /// stopped while it computes, or killed at a place that is given.
    /// </summary>
    private sealed class Watched(Communicator world, string fault, int? place) : Communicator
    {
        private static readonly TimeSpan LongPass = TimeSpan.FromSeconds(0.1);

        /// <summary>The exchanges so far.</summary>
        public int Exchanges { get; private set; }

        public override int Rank => world.Rank;

        public override int Size => world.Size;

        protected internal override bool CanRunInBackground => true;

        protected internal override bool IsInBackground
        {
            get => world.IsInBackground;
            set
            {
                if (!value && fault != "none")
                {
                    // The thread that computes says that it is done: not before the other one has exchanged something.
                    Thread.Sleep(LongPass);
                }

                world.IsInBackground = value;
            }
        }

        public override void Abort(string message) => world.Abort(message);

        protected internal override void Exchange(ReadOnlySpan<byte> send, ReadOnlySpan<Range> sendParts, Span<byte> receive, ReadOnlySpan<Range> receiveParts)
        {
            Exchanges++;
            if (place is { } exchange ? Exchanges == exchange : fault != "none" && Exchanges >= 30 && (fault == Throws || IsInBackground))
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
