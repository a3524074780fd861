namespace SeqGen.Numerics.Tests.Models;

/// <summary>One way of handing rows to a model, whatever its inputs are.</summary>
/// <param name="Tokens">[row][step] tokens, of several inputs one after the other in a row; empty for a model of features.</param>
/// <param name="Features">[row][step][size] features, likewise; empty for a model of tokens.</param>
/// <param name="Mask">[row][step] masks of the inputs that have one, likewise; null for none.</param>
/// <param name="Rows">The number of rows.</param>
internal sealed record ModelRows(int[] Tokens, float[] Features, float[]? Mask, int Rows)
{
    /// <summary>The inputs of a model with several; empty for one input.</summary>
    public IReadOnlyList<InputDescription> Inputs { get; init; } = [];

    public ReadOnlySpan<int> TokensOf(int row) => Part<int>(Tokens, row);

    public ReadOnlySpan<float> FeaturesOf(int row) => Part<float>(Features, row);

    public ReadOnlySpan<float> MaskOf(int row) => Mask is null ? [] : Part<float>(Mask, row);

    /// <summary>The tokens of one of several inputs.</summary>
    public ReadOnlySpan<int> TokensOf(int row, int input) => TokensOf(row).Slice(Before(input, IsTokens, Length), Length(Inputs[input]));

    /// <summary>The features of one of several inputs.</summary>
    public ReadOnlySpan<float> FeaturesOf(int row, int input) => FeaturesOf(row).Slice(Before(input, IsFeatures, Length), Length(Inputs[input]));

    /// <summary>The mask of one of several inputs; empty for none.</summary>
    public ReadOnlySpan<float> MaskOf(int row, int input) =>
        Mask is null || !Inputs[input].HasMask ? [] : MaskOf(row).Slice(Before(input, HasMask, Steps), Steps(Inputs[input]));

    /// <summary>The rows as a data set.</summary>
    /// <param name="targets">[row][value] targets; null for none.</param>
    public Dataset ToDataset(float[]? targets = null) => ToDataset([targets is null ? DatasetTargets.None : DatasetTargets.Values(targets)]);

    /// <summary>The rows as a data set with the targets of each output.</summary>
    public Dataset ToDataset(IReadOnlyList<DatasetTargets> targets) => new ArrayDataset(Inputs.Count > 0 ? NamedInputs() : [OnlyInput()], targets);

    /// <summary>Hands all rows to a forward and backward pass.</summary>
    public void CopyTo(Batch batch)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int input = 0; input < Inputs.Count; input++)
            {
                if (IsTokens(Inputs[input]))
                {
                    batch.SetTokens(row, Inputs[input].Name, TokensOf(row, input), MaskOf(row, input));
                }
                else
                {
                    batch.SetFeatures(row, Inputs[input].Name, FeaturesOf(row, input), MaskOf(row, input));
                }
            }

            if (Inputs.Count == 0 && Tokens.Length > 0)
            {
                batch.SetTokens(row, TokensOf(row), MaskOf(row));
            }
            else if (Inputs.Count == 0)
            {
                batch.SetFeatures(row, FeaturesOf(row), MaskOf(row));
            }
        }
    }

    /// <summary>Hands a row's whole inputs to a stream: all but the last one, which comes step by step.</summary>
    public void Begin(SequenceStream stream, int row)
    {
        if (Inputs.Count == 0)
        {
            stream.Reset();
            return;
        }

        for (int input = 0; input < Inputs.Count - 1; input++)
        {
            if (IsTokens(Inputs[input]))
            {
                stream.SetInput(Inputs[input].Name, TokensOf(row, input), MaskOf(row, input));
            }
            else
            {
                stream.SetInput(Inputs[input].Name, FeaturesOf(row, input), MaskOf(row, input));
            }
        }

        stream.Begin();
    }

    /// <summary>Hands a step of the last input to a stream.</summary>
    public ReadOnlySpan<float> Step(SequenceStream stream, int row, int step)
    {
        int last = Inputs.Count - 1;
        InputDescription input = stream.Model.Description.Inputs[^1];
        return IsTokens(input)
            ? stream.Step((last < 0 ? TokensOf(row) : TokensOf(row, last))[step])
            : stream.Step((last < 0 ? FeaturesOf(row) : FeaturesOf(row, last)).Slice(step * input.Size, input.Size));
    }

    /// <summary>The output of one row, step by step: every step's, or the last one's where the output is one vector.</summary>
    public float[] Stream(SequenceStream stream, int row) => StreamAll(stream, row)[0];

    /// <summary>The same of all outputs.</summary>
    public float[][] StreamAll(SequenceStream stream, int row)
    {
        IReadOnlyList<OutputDescription> outputs = stream.Model.Description.Outputs;
        int steps = stream.Model.Description.Inputs[^1].Length;
        float[][] values = [.. outputs.Select(output => new float[output.Length])];
        Begin(stream, row);
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<float> first = Step(stream, row, step);
            for (int i = 0; i < outputs.Count; i++)
            {
                (i == 0 ? first : stream.Output(outputs[i].Name)).CopyTo(values[i].AsSpan(outputs[i].Steps > 0 ? step * outputs[i].Size : 0));
            }
        }

        return values;
    }

    /// <summary>The output of one row, predicted by itself.</summary>
    public float[] Predict(Predictor predictor, int row)
    {
        float[] output = new float[predictor.Model.Description.Output.Length];
        predictor.Predict(TokensOf(row), FeaturesOf(row), MaskOf(row), output);
        return output;
    }

    /// <summary>All outputs of one row, predicted by itself: inputs and outputs by name where there are several.</summary>
    public float[][] PredictAll(Predictor predictor, int row)
    {
        ModelDescription model = predictor.Model.Description;
        if (model.Outputs.Count == 1)
        {
            return [Predict(predictor, row)];
        }

        for (int input = 0; input < model.Inputs.Count; input++)
        {
            if (IsTokens(model.Inputs[input]))
            {
                predictor.SetInput(model.Inputs[input].Name, Inputs.Count == 0 ? TokensOf(row) : TokensOf(row, input), Inputs.Count == 0 ? MaskOf(row) : MaskOf(row, input));
            }
            else
            {
                predictor.SetInput(model.Inputs[input].Name, Inputs.Count == 0 ? FeaturesOf(row) : FeaturesOf(row, input), Inputs.Count == 0 ? MaskOf(row) : MaskOf(row, input));
            }
        }

        predictor.Run();
        return [.. model.Outputs.Select(output =>
        {
            float[] values = new float[output.Length];
            predictor.CopyOutput(output.Name, values);
            return values;
        })];
    }

    /// <summary>The inputs in the reverse of the model's order: their names say which they are.</summary>
    private DatasetInput[] NamedInputs() =>
    [
        .. Enumerable.Range(0, Inputs.Count).Reverse().Select(input =>
        {
            int[] rows = [.. Enumerable.Range(0, Rows)];
            DatasetInput values = IsTokens(Inputs[input])
                ? DatasetInput.Tokens([.. rows.SelectMany(row => TokensOf(row, input).ToArray())], Length(Inputs[input]))
                : DatasetInput.Features([.. rows.SelectMany(row => FeaturesOf(row, input).ToArray())], Length(Inputs[input]));
            values.Named(Inputs[input].Name);
            return Mask is not null && Inputs[input].HasMask ? values.WithMask([.. rows.SelectMany(row => MaskOf(row, input).ToArray())]) : values;
        }),
    ];

    private DatasetInput OnlyInput()
    {
        DatasetInput input = Tokens.Length > 0
            ? DatasetInput.Tokens(Tokens, Tokens.Length / Rows)
            : DatasetInput.Features(Features, Features.Length / Rows);
        return Mask is null ? input : input.WithMask(Mask);
    }

    /// <summary>A plain loop, so that tests of allocation count nothing of their own.</summary>
    private int Before(int input, Func<InputDescription, bool> isOfKind, Func<InputDescription, int> length)
    {
        int sum = 0;
        for (int i = 0; i < input; i++)
        {
            sum += isOfKind(Inputs[i]) ? length(Inputs[i]) : 0;
        }

        return sum;
    }

    private static bool IsTokens(InputDescription input) => input.Kind != InputKind.Features;

    private static bool IsFeatures(InputDescription input) => input.Kind == InputKind.Features;

    private static bool HasMask(InputDescription input) => input.HasMask;

    private static int Steps(InputDescription input) => Math.Max(input.Length, 1);

    private static int Length(InputDescription input) => Steps(input) * input.Size;

    private ReadOnlySpan<T> Part<T>(T[] values, int row) => values.AsSpan(row * (values.Length / Rows), values.Length / Rows);
}
