using SeqGen.Benchmarks;
using SeqGen.Benchmarks.Ranks;

try
{
    switch (args)
    {
        case ["workloads", .. var rest]:
            WorkloadCommand.Run(Options.Parse(rest));
            return 0;
        case ["peers", .. var rest] when EmittedCode.IsAvailable:
            PeerCommand.Run(Options.Parse(rest));
            return 0;
        case ["ranks", .. var rest]:
            RankCommand.Run(Options.Parse(rest));
            return 0;
        case ["plan", var table, var figure]:
            PlanCommand.Run(table, figure);
            return 0;
        case ["vectors"]:
            VectorCommand.Run();
            return 0;
        case ["kernels", .. var rest] when EmittedCode.IsAvailable:
            Kernels.Run(rest);
            return 0;
        case ["executables", .. var rest] when EmittedCode.IsAvailable:
            Executables.Run(rest);
            return 0;
        default:
            Console.Error.WriteLine(Options.Usage);
            return 2;
    }
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
catch (InvalidDataException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
