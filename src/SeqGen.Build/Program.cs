using SeqGen.Build;
using SeqGen.Data;

#pragma warning disable RS0030 // A program talks to its console.
try
{
    switch (args)
    {
        case ["embed", string list]:
            foreach (EmbeddedItem item in EmbeddedItem.ReadList(list))
            {
                Embedding.Write(item);
            }

            return 0;
        case ["header", string assembly, string header]:
            NativeHeader.Extract(assembly, header);
            return 0;
        default:
            Console.Error.WriteLine("SeqGen.Build is run by builds: SeqGen.Build embed LIST, or header ASSEMBLY FILE.");
            return 1;
    }
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException or DataFormatException or BadImageFormatException)
{
    // In the form that builds take for an error of their own.
    Console.Error.WriteLine($"SeqGen.Build : error SEQGENBUILD: {error.Message}");
    return 1;
}
