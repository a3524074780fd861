namespace SeqGen;

/// <summary>Finds outputs by name.</summary>
internal static class Outputs
{
    /// <summary>The number of the output of a name.</summary>
    /// <exception cref="ArgumentException">The model has no such output.</exception>
    public static int Find(ModelDescription model, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int output = 0; output < model.Outputs.Count; output++)
        {
            if (model.Outputs[output].Name == name)
            {
                return output;
            }
        }

        throw new ArgumentException(
            model.Outputs[0].Name.Length == 0
                ? $"Model {model.Name} has no output '{name}': its only output has no name."
                : $"Model {model.Name} has no output '{name}'; its outputs are {string.Join(", ", model.Outputs.Select(output => output.Name))}.",
            nameof(name));
    }
}
