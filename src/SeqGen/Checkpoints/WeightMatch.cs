namespace SeqGen;

/// <summary>Compares a weight file with a model and lists every difference in one message.</summary>
internal static class WeightMatch
{
    public static void Require(SafeTensorsFile file, ModelDescription model)
    {
        List<string> differences = [];
        foreach (WeightDescription weight in model.Weights)
        {
            if (!file.Tensors.TryGetValue(weight.Name, out SafeTensorsFile.Tensor tensor))
            {
                differences.Add($"missing: {weight.Name} {Shape(weight.Shape)}");
            }
            else if (tensor.Type != "F32")
            {
                differences.Add($"wrong type: {weight.Name} is {tensor.Type}, expected F32");
            }
            else if (!tensor.Shape.AsSpan().SequenceEqual([.. weight.Shape]))
            {
                differences.Add($"wrong shape: {weight.Name} is {Shape(tensor.Shape)}, expected {Shape(weight.Shape)}");
            }
            else if (tensor.Bytes != (long)weight.Length * sizeof(float))
            {
                differences.Add($"wrong size: {weight.Name} has {tensor.Bytes} bytes, expected {(long)weight.Length * sizeof(float)}");
            }
        }

        foreach ((string name, SafeTensorsFile.Tensor tensor) in file.Tensors)
        {
            if (!model.Weights.Any(weight => weight.Name == name))
            {
                differences.Add($"unexpected: {name} {Shape(tensor.Shape)}");
            }
        }

        if (differences.Count > 0)
        {
            string origin = file.ModelName is null ? "" : $" (saved from model {file.ModelName})";
            throw new CheckpointException(
                $"'{file.FilePath}'{origin} does not fit model {model.Name}:\n  " + string.Join("\n  ", differences)
                + "\nThe model's weights are unchanged.");
        }
    }

    private static string Shape(IReadOnlyList<int> shape) => $"({string.Join(", ", shape)})";
}
