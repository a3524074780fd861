using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>Initial states that are weights, where golden cases do not look: streams that are copied, saved and begun anew.</summary>
public sealed class StoredStateTests
{
    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
        [("Stored", "model Stored\nfeatures length=4 size=3\nlstm 5 return_sequences=true initial_state=weights name=rnn\ndense 2\n")]));

    [Fact]
    public void A_stream_starts_from_the_weights_as_they_are_when_it_is_first_used()
    {
        (SequenceModel model, float[][] steps, float[] expected) = Start();
        SequenceStream stream = new(model);
        model.SetWeight("rnn/initial_state_1", [5, -4, 3, -2, 1]);
        stream.Step(steps[0]).ToArray().ShouldNotBe(expected[..2]);
        model.SetWeight("rnn/initial_state_1", Cell);
        stream.Reset();
        Run(stream, steps).ShouldBe(expected, Tolerance);
        stream.Reset();
        Run(stream, steps).ShouldBe(expected, Tolerance);
    }

    [Fact]
    public void Copies_and_saved_states_of_a_stream_that_was_not_used_yet_start_there_too()
    {
        (SequenceModel model, float[][] steps, float[] expected) = Start();
        Run(new SequenceStream(model).Copy(), steps).ShouldBe(expected, Tolerance);
        float[] states = new float[new SequenceStream(model).StateLength];
        new SequenceStream(model).SaveState(states);
        states[^5..].ShouldBe(Cell);
        SequenceStream other = new(model);
        Run(other, steps);
        other.LoadState(states);
        Run(other, steps).ShouldBe(expected, Tolerance);
        SequenceStream loaded = new(model);
        loaded.LoadState(new float[states.Length]);
        loaded.Step(steps[0]).ToArray().ShouldNotBe(expected[..2]);
    }

    /// <summary>A stream adds in another order than a prediction.</summary>
    private const double Tolerance = 1e-6;

    private static float[] Cell => [0.5f, -0.5f, 1, 0.25f, -1];

    /// <summary>A model with initial states, the steps of a sequence, and what a prediction gives for it.</summary>
    private static (SequenceModel Model, float[][] Steps, float[] Expected) Start()
    {
        SequenceModel model = Compiled.Value.Create("Stored");
        model.SetWeight("rnn/initial_state_0", [0.3f, 0.1f, -0.2f, 0.4f, -0.6f]);
        model.SetWeight("rnn/initial_state_1", Cell);
        float[][] steps = [.. Enumerable.Range(0, 4).Select(step => new[] { 0.1f * step, 1 - (0.3f * step), -0.5f })];
        return (model, steps, model.Predict(new ModelRows([], [.. steps.SelectMany(step => step)], null, 1).ToDataset()));
    }

    private static float[] Run(SequenceStream stream, float[][] steps) => [.. steps.SelectMany(step => stream.Step(step).ToArray())];
}
