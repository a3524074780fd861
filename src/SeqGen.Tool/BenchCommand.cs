using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SeqGen.Data;

namespace SeqGen.Tool;

/// <summary><c>seqgen bench</c>: how long a prediction takes on this machine.</summary>
internal static class BenchCommand
{
    public static Command Create(TextWriter output, TextWriter errors)
    {
        Argument<string> file = Commands.Declaration();
        Option<double> seconds = new("--seconds") { Description = "How long to measure.", HelpName = "S", DefaultValueFactory = _ => 3 };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 3600))
            {
                result.AddError("--seconds is above 0, and at most 3600.");
            }
        });
        Command command = new("bench", "Measures the prediction of one sequence with random weights and inputs, on one thread.") { file, seconds };
        command.SetAction(parsed =>
        {
            if (Commands.Compile(parsed.GetValue(file)!, errors) is not { } model)
            {
                return Commands.Failed;
            }

            double[] times = Measure(model, parsed.GetValue(seconds));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{model.Description.Name}: one sequence in {times[times.Length / 2]:0.##} us (median; tenth percentile {times[times.Length / 10]:0.##} us, {times.Length:N0} measurements), vectors of {model.VectorBits} bits."));
            return Commands.Done;
        });
        return command;
    }

    /// <summary>Microseconds of a prediction, in ascending order.</summary>
    private static double[] Measure(SequenceModel model, double seconds)
    {
        Action predict = Prediction(model);

        // As many predictions as a fifth of a millisecond takes, so that the clock's own time does not count.
        predict();
        int runs = 1;
        while (Time(predict, runs) < 200 && runs < 1 << 20)
        {
            runs *= 2;
        }

        List<double> times = [];
        Stopwatch watch = Stopwatch.StartNew();
        do
        {
            times.Add(Time(predict, runs) / runs);
        }
        while (watch.Elapsed.TotalSeconds < seconds);
        times.Sort();
        return [.. times];
    }

    /// <summary>A prediction of random inputs.</summary>
    private static Action Prediction(SequenceModel model)
    {
        Predictor predictor = model.CreatePredictor();
        SeededRandom random = new(0);
        ModelDescription description = model.Description;
        if (description.Inputs.Count == 1 && description.Outputs.Count == 1)
        {
            float[] output = new float[description.Output.Length];
            InputDescription only = description.Inputs[0];
            int[] tokens = only.Kind == InputKind.Features ? [] : Tokens(only, random);
            float[] features = only.Kind == InputKind.Features ? Features(only, random) : [];
            return () => predictor.Predict(tokens, features, [], output);
        }

        foreach (InputDescription input in model.Description.Inputs)
        {
            if (input.Kind == InputKind.Features)
            {
                predictor.SetInput(input.Name, Features(input, random));
            }
            else
            {
                predictor.SetInput(input.Name, Tokens(input, random));
            }
        }

        return predictor.Run;
    }

    private static int[] Tokens(InputDescription input, SeededRandom random) => [.. Enumerable.Range(0, input.Length).Select(_ => random.NextInt(input.Vocabulary))];

    private static float[] Features(InputDescription input, SeededRandom random) => [.. Enumerable.Range(0, input.Length * input.Size).Select(_ => (2 * random.NextSingle()) - 1)];

    private static double Time(Action predict, int runs)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs; i++)
        {
            predict();
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds;
    }
}
