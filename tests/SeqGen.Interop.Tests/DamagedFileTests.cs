namespace SeqGen.Interop.Tests;

/// <summary>A damaged file of any format gives the documented exception, which names the file. Changed bytes are the matter of SeqGen.Fuzz.</summary>
public sealed class DamagedFileTests
{
    private const int Places = 200;

    public static TheoryData<string> Formats => [.. ExampleFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_whole_file_is_taken(string format) => Import(ExampleFiles.All[format]).Weights.Count.ShouldBeGreaterThan(0);

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_was_cut_off_is_refused(string format)
    {
        byte[] whole = ExampleFiles.All[format];
        for (int place = 0; place < Places; place++)
        {
            int length = (int)((long)whole.Length * place / Places);
            ImportException? error = null;
            try
            {
                Import(whole[..length]);
            }
            catch (ImportException refused)
            {
                error = refused;
            }

            // The last bytes of an HDF5 file may be padding, and those of a pickle's tensors are all needed.
            (error is not null || (format == "keras-h5" && length > whole.Length * 9 / 10)).ShouldBeTrue($"{length} of {whole.Length} bytes were taken");
            error?.Message.ShouldStartWith("damaged: ");
        }
    }

    private static ImportedModel Import(byte[] bytes) => ModelImport.Read(new ImportSource("damaged", bytes), new() { Length = ExampleFiles.Length });
}
