using System.Runtime.InteropServices;
using SeqGen.CompilerServices;

namespace SeqGen.Tests;

/// <summary>What the hand-written programs share: spans over the references that emitted code gets.</summary>
internal abstract class TestProgram : ModelProgram
{
    public override int VectorBits => 128;

    public override int TileRows => 4;

    public override int InferenceWeightsLength => Description.WeightLength;

    public override int TrainingWeightsLength => Description.WeightLength;

    public override ProgramLayout? Stream => null;

    public int Packings { get; private set; }

    public override void PackForInference(ref float weights, ref float packed)
    {
        Packings++;
        Span(ref weights, Description.WeightLength).CopyTo(Span(ref packed, Description.WeightLength));
    }

    public override void PackForTraining(ref float weights, ref float packed) =>
        Span(ref weights, Description.WeightLength).CopyTo(Span(ref packed, Description.WeightLength));

    public override void PredictOne(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) =>
        Forward(ref packed, ref workspace, inputs, 1);

    public override void PredictTile(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) =>
        Forward(ref packed, ref workspace, inputs, TileRows);

    public override void TrainForward(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs, in TrainingTile tile) =>
        Forward(ref packed, ref workspace, inputs, TileRows);

    public override void Step(ref float weights, ref float packed, ref float workspace, in ProgramInputs inputs) =>
        throw new NotSupportedException();

    public override void UnpackGradient(ref float packedGradient, ref float gradient)
    {
        Span<float> source = Span(ref packedGradient, Description.WeightLength);
        Span<float> target = Span(ref gradient, Description.WeightLength);
        for (int i = 0; i < source.Length; i++)
        {
            target[i] += source[i];
        }
    }

    protected static Span<T> Span<T>(ref T first, int length) => MemoryMarshal.CreateSpan(ref first, length);

    protected abstract void Forward(ref float weights, ref float workspace, in ProgramInputs inputs, int rows);

    protected static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));
}

/// <summary>A model around a hand-written program, as the generator would emit it.</summary>
internal sealed class TestModel(ModelProgram program, int seed = 0) : SequenceModel(program, seed)
{
    /// <summary>The calling thread's predictor.</summary>
    public Predictor Own => DefaultPredictor;

    public float Predict(ReadOnlySpan<int> tokens) => DefaultPredictor.PredictScalar(tokens);

    public float Predict(ReadOnlySpan<float> features) => DefaultPredictor.PredictScalar(features);

    public void Predict(ReadOnlySpan<int> tokens, Span<float> output) => DefaultPredictor.Predict(tokens, output);
}
