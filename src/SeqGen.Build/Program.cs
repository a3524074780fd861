using SeqGen.Build;

#pragma warning disable RS0030 // A program talks to its console.
switch (args)
{
    case ["embed", string list]:
        foreach (EmbeddedItem item in EmbeddedItem.ReadList(list))
        {
            Embedding.Write(item);
        }

        return 0;
    default:
        Console.Error.WriteLine("SeqGen.Build is run by builds: SeqGen.Build embed LIST.");
        return 1;
}
