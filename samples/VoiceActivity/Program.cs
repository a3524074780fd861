using System.CommandLine;
using SeqGen.Interop;
using SeqGen.Samples.VoiceActivity;

Argument<string?> model = new("MODEL")
{
    Description = "The ONNX file of Silero VAD for 16 kHz. Without it, the sample trains a detector of its own.",
    Arity = ArgumentArity.ZeroOrOne,
};
Option<string?> input = new("--input") { Description = "A WAV file of 16 kHz. Without it, the sample makes a signal of its own.", HelpName = "FILE" };
Option<float> threshold = new("--threshold") { Description = "The probability from which on it is speech.", HelpName = "P", DefaultValueFactory = _ => 0.5f };
Option<int> epochs = new("--epochs") { Description = "Epochs to train.", HelpName = "N", DefaultValueFactory = _ => 20 };
threshold.Validators.Add(result =>
{
    if (result.GetValueOrDefault<float>() is not (> 0 and < 1))
    {
        result.AddError("--threshold is a probability between 0 and 1.");
    }
});
epochs.Validators.Add(result =>
{
    if (result.GetValueOrDefault<int>() < 1)
    {
        result.AddError("--epochs is at least 1.");
    }
});
RootCommand command = new("Finds where somebody speaks.") { model, input, threshold, epochs };
command.SetAction(parsed =>
{
    try
    {
        VoiceStory.Run(new(parsed.GetValue(model), parsed.GetValue(input), parsed.GetValue(threshold), parsed.GetValue(epochs)), Console.Out);
        return 0;
    }
    catch (Exception error) when (error is ImportException or IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine($"error: {error.Message}");
        return 1;
    }
});
return command.Parse(args).Invoke();
