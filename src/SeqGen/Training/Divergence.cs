namespace SeqGen;

/// <summary>What stopped being finite in a training step.</summary>
/// <param name="What">In words, for instance <c>the gradient of dense/kernel is NaN</c>.</param>
/// <param name="Weight">The weight, of several the one nearest the output; <see langword="null"/> where none is at fault.</param>
internal sealed record Divergence(string What, string? Weight)
{
    private const int MostNames = 4;

    /// <summary>What is said of the weights that are not finite in a buffer of the weights' layout; <see langword="null"/> where all are.</summary>
    /// <param name="description">The model.</param>
    /// <param name="buffer">Weights, or gradients or moments of them.</param>
    /// <param name="all">False to look at the weights that are trained only.</param>
    /// <param name="subject">What the buffer holds, for instance <c>the gradient of</c>.</param>
    public static Divergence? Find(ModelDescription description, AlignedBuffer buffer, bool all, string subject)
    {
        // A backward pass goes from the output to the inputs: the last weight is nearest to where it began.
        List<string> names = [];
        for (int i = description.Weights.Count - 1; i >= 0; i--)
        {
            WeightDescription weight = description.Weights[i];
            if ((all || weight.Trainable) && !Magnitudes.AreFinite(buffer.Slice(weight.Offset, weight.Length)))
            {
                names.Add(weight.Name);
            }
        }

        if (names.Count == 0)
        {
            return null;
        }

        string more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
        return new($"{subject} {string.Join(", ", names.Take(MostNames))}{more} is not finite", names[0]);
    }
}
