using SeqGen.Tool;

#pragma warning disable RS0030 // A program talks to its console.
return Commands.Run(args, Console.Out, Console.Error);
