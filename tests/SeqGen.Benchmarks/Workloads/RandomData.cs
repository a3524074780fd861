namespace SeqGen.Benchmarks.Workloads;

/// <summary>Random inputs, targets and biases for any model.</summary>
internal static class RandomData
{
    private const float BiasRange = 0.1f;

    /// <summary>Makes a model whose biases are random too (fresh ones are zeros and ones).</summary>
    public static SequenceModel WithRandomBiases(this SequenceModel model, int seed)
    {
        Random random = new(seed);
        foreach (WeightDescription weight in model.Description.Weights.Where(weight => weight.Name.EndsWith("bias", StringComparison.Ordinal)))
        {
            float[] values = model.GetWeight(weight.Name);
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += Uniform(random) * BiasRange;
            }

            model.SetWeight(weight.Name, values);
        }

        return model;
    }

    /// <summary>Tokens for some sequences, those of several inputs one after the other; empty for a model of features.</summary>
    public static int[] Tokens(SequenceModel model, int sequences, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, sequences).SelectMany(_ => model.Description.Inputs.SelectMany(input => Tokens(input, random)))];
    }

    /// <summary>Tokens of one sequence; empty for features.</summary>
    public static int[] Tokens(InputDescription input, Random random) =>
        input.Kind == InputKind.Features ? [] : [.. Enumerable.Range(0, input.Length).Select(_ => random.Next(input.Vocabulary))];

    /// <summary>Features for some sequences; empty for a model of tokens.</summary>
    public static float[] Features(SequenceModel model, int sequences, int seed)
    {
        InputDescription input = model.Description.Inputs[0];
        Random random = new(seed);
        float[] features = new float[input.Kind == InputKind.Features ? sequences * input.Length * input.Size : 0];
        for (int i = 0; i < features.Length; i++)
        {
            features[i] = Uniform(random);
        }

        return features;
    }

    /// <summary>Rows with targets that fit the model's output: labels, one per step where the output has steps.</summary>
    public static ArrayDataset Dataset(SequenceModel model, int rows, int seed)
    {
        Random values = new(seed);
        DatasetInput[] inputs = [.. model.Description.Inputs.Select(input => input.Kind == InputKind.Features
            ? DatasetInput.Features(Features(model, rows, seed), input.Length * input.Size)
            : DatasetInput.Tokens([.. Enumerable.Range(0, rows).SelectMany(_ => Tokens(input, values))], input.Length).Named(input.Name))];
        OutputDescription output = model.Description.Output;
        Random random = new(seed + 1);
        int[] labels = new int[rows * Math.Max(1, output.Steps)];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = random.Next(Math.Max(2, output.Size));
        }

        return new ArrayDataset(inputs, DatasetTargets.Labels(labels));
    }

    private static float Uniform(Random random) => random.NextSingle() * 2 - 1;
}
