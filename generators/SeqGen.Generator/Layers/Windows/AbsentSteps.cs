namespace SeqGen.Generator.Layers;

/// <summary>
/// Steps that are not there, where sequences have different numbers of them: to a window they are zeros, as what lies beyond the ends of any sequence,
/// and they get no gradient.
/// </summary>
internal static class AbsentSteps
{
    /// <summary>Sets them to zero.</summary>
    /// <param name="k">Where the code goes.</param>
    /// <param name="presence">Which steps there are; null for all.</param>
    /// <param name="tensor">The steps.</param>
    /// <param name="before">Steps of the tensor before the first one.</param>
    public static void Clear(KernelWriter k, Tensor? presence, Tensor tensor, int before = 0)
    {
        if (presence == null)
        {
            return;
        }

        k.Comment("Steps that are not there are zeros.");
        using (k.Loop("row", k.Rows))
        using (k.Loop("absent", presence.Steps))
        using (k.If(presence.ValueAt("row", "absent").Is(0f)))
        {
            k.Clear(tensor.StepAt(Index.Counter("absent") + before), tensor.Stride);
        }
    }
}
