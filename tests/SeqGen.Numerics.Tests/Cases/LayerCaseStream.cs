using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Cases;

/// <summary>Runs a layer case step by step, where the model can stream: outputs and states.</summary>
internal static class LayerCaseStream
{
    public static void Compare(SequenceModel model, LayerCase golden, ModelRows rows, Comparison comparison)
    {
        if (model.Description.StreamObstacle is not null || !CanSkipSteps(golden))
        {
            return;
        }

        comparison.Ran("stream");
        SequenceStream stream = new(model);
        float[] states = new float[stream.StateLength];
        int steps = model.Description.Inputs[0].Length;
        OutputDescription output = model.Description.Output;
        for (int row = 0; row < rows.Rows; row++)
        {
            stream.Reset();
            stream.SaveState(states);
            ForEachState(model.Description, model.Description.InitialStates, golden.InitialStates, (index, at) => golden.InitialStates[index].RowFloats(row).CopyTo(states, at));
            stream.LoadState(states);
            for (int step = 0; step < steps; step++)
            {
                // A caller who knows that a step is masked does not pass it.
                if (golden.Mask is { } mask && mask.Row(row)[step] == 0)
                {
                    continue;
                }

                ReadOnlySpan<float> found = rows.Step(stream, row, step);
                if (output.Steps > 0 || step == LastStep(golden, row, steps))
                {
                    comparison.Forward($"stream of row {row}, step {step}", found, golden.Output.Row(row).Slice(output.Steps > 0 ? step * output.Size : 0, output.Size));
                }
            }

            stream.SaveState(states);
            ForEachState(model.Description, model.Description.FinalStates, golden.FinalStates, (index, at) =>
                comparison.Forward($"{model.Description.FinalStates[index].Name} of the stream of row {row}", states.AsSpan(at, model.Description.FinalStates[index].Units), golden.FinalStates[index].Row(row)));
        }
    }

    /// <summary>True where leaving a masked step out is what its mask says: every layer carries its states over it.</summary>
    public static bool CanSkipSteps(LayerCase golden) =>
        golden.Mask is null || (!golden.MaskEndsAtFirstRecurrentLayer && golden.Layers.All(layer => layer.IsRecurrent || layer.ClassName is "Dense" or "Activation"));

    /// <summary>The last step of a row that is not masked.</summary>
    public static int LastStep(LayerCase golden, int row, int steps) =>
        golden.Mask is null ? steps - 1 : golden.Mask.Row(row).LastIndexOf(1.0);

    /// <summary>Where each state that a case gives or expects lies in a stream's states.</summary>
    private static void ForEachState(ModelDescription model, IReadOnlyList<StateDescription> states, IReadOnlyList<GoldenTensor> values, Action<int, int> use)
    {
        for (int index = 0; index < values.Count; index++)
        {
            int at = 0;
            foreach (StateDescription carried in model.StreamStates)
            {
                if (carried.Name == states[index].Name)
                {
                    use(index, at);
                }

                at += carried.Units;
            }
        }
    }
}
