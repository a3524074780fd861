using System.CommandLine;
using SeqGen.Interop;
using SeqGen.Samples.GuitarAmp;

Argument<string?> model = new("MODEL")
{
    Description = "A model of an amplifier: Neural Amp Modeler, RTNeural, AIDA-X, GuitarML. Without it, the sample trains one of its own.",
    Arity = ArgumentArity.ZeroOrOne,
};
Option<string?> input = new("--input") { Description = "A WAV file to play. Without it, the sample plucks strings of its own.", HelpName = "FILE" };
Option<string?> output = new("--output") { Description = "Write the sound to this WAV file.", HelpName = "FILE" };
Option<int> epochs = new("--epochs") { Description = "Epochs to train.", HelpName = "N", DefaultValueFactory = _ => 8 };
Option<int> block = new("--block") { Description = "Samples that the model is given at a time.", HelpName = "N", DefaultValueFactory = _ => 64 };
epochs.Validators.Add(result => AtLeastOne(result));
block.Validators.Add(result => AtLeastOne(result));
RootCommand command = new("Plays a guitar through a network that sounds like an amplifier.") { model, input, output, epochs, block };
command.SetAction(parsed =>
{
    try
    {
        AmpStory.Run(new(parsed.GetValue(model), parsed.GetValue(input), parsed.GetValue(output), parsed.GetValue(epochs), parsed.GetValue(block)), Console.Out);
        return 0;
    }
    catch (Exception error) when (error is ImportException or IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {error.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();

static void AtLeastOne(System.CommandLine.Parsing.OptionResult result)
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError($"{result.IdentifierToken?.Value} is at least 1.");
    }
}
