namespace SeqGen;

/// <summary>Compares a weight file with a model and lists the differences in one message.</summary>
internal static class WeightMatch
{
    private const int MostDifferences = 30;

    public static void Require(SafeTensorsReader file, ModelDescription model)
    {
        Dictionary<string, SafeTensor> tensors = file.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        HashSet<string> names = [.. model.Weights.Select(weight => weight.Name)];
        string[] differences =
        [
            .. model.Weights.Select(weight => Difference(weight, tensors.GetValueOrDefault(weight.Name))).OfType<string>(),
            .. file.Tensors.Where(tensor => !names.Contains(tensor.Name)).Select(tensor => $"unexpected: {Name(tensor)} {Shape(tensor.Shape)}"),
        ];
        if (differences.Length > 0)
        {
            string origin = file.ModelName is null ? "" : $" (saved from model {Name(file.ModelName)})";
            string more = differences.Length > MostDifferences ? $"\n  and {differences.Length - MostDifferences} more" : "";
            throw new CheckpointException(
                $"{file.Source}{origin} does not fit model {model.Name}:\n  " + string.Join("\n  ", differences.Take(MostDifferences)) + more
                + "\nThe model's weights are unchanged.");
        }
    }

    private static string? Difference(WeightDescription weight, SafeTensor? tensor) => tensor switch
    {
        null => $"missing: {weight.Name} {Shape(weight.Shape)}",
        _ when !tensor.Shape.SequenceEqual(weight.Shape.Select(extent => (long)extent)) =>
            $"wrong shape: {weight.Name} is {Shape(tensor.Shape)}, expected {Shape(weight.Shape)}",
        { IsReadable: false } => $"wrong type: {weight.Name} is {tensor.Type}; {SafeTensor.Readable} are read",
        _ => null,
    };

    private static string Name(SafeTensor tensor) => Name(tensor.Name);

    private static string Name(string name) => SafeTensor.Quote(name).Trim('\'');

    private static string Shape<T>(IReadOnlyList<T> shape) => $"({string.Join(", ", shape.Take(8))}{(shape.Count > 8 ? ", ..." : "")})";
}
