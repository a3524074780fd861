using SeqGen.Generator.Layers;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>A sequence in two parts, the first part's final states handed in with the second, gives what the whole sequence gives.</summary>
public sealed class HandedStateTests
{
    private const int Length = 7;
    private const int FirstLength = 4;
    private const int Size = 3;
    private const double Tolerance = 1e-6;

    private static readonly string[] Lines =
    [
        "simple_rnn 5", "lstm 18", "lstm 5 layer_normalization=true", "lstm 5 zoneout_output=0.2 zoneout_cell=0.3", "lstm 6 cell_clip=0.2", "peephole_lstm 5", "projected_lstm 18 5",
        "gru 18", "gru 5 reset_after=false", "min_gru 5", "lstm 5 go_backwards=true", "gru 4 go_backwards=true layer_normalization=true",
    ];

    /// <summary>The first step of a part is real: what a masked one gives there is what the part before ended with, which only that part knows.</summary>
    private static readonly float[] Mask = [1, 0, 1, 1, 1, 0, 1];

    private static readonly Lazy<CompiledModels> Compiled = new(() => CompiledModels.Compile(
        [.. Lines.SelectMany((line, index) => new[] { ("Whole", Length), ("First", FirstLength), ("Second", Length - FirstLength) }.Select(part =>
            ($"{part.Item1}{index}", $"model {part.Item1}{index}\nfeatures length={part.Item2} size={Size} mask=true\n{line} return_sequences=true return_state=true initial_state=input name=rnn\n")))]));

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, Lines.Length)];

    [Fact]
    public void Every_cell_is_tried() => CellCatalog.All.Select(cell => cell.Word).ShouldBe(Lines.Select(line => line.Split(' ')[0]).Distinct(), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Two_parts_are_as_the_whole(int index)
    {
        SequenceModel whole = Compiled.Value.Create($"Whole{index}", 3);
        SequenceModel first = WithWeightsOf(whole, $"First{index}");
        SequenceModel second = WithWeightsOf(whole, $"Second{index}");
        float[] features = [.. Enumerable.Range(0, Length * Size).Select(i => MathF.Sin(1.7f * i))];
        Dictionary<string, float[]> initial = whole.Description.InitialStates.ToDictionary(state => state.Name, state => Enumerable.Range(0, state.Units).Select(i => 0.4f * MathF.Cos(i + state.Units)).ToArray());
        (float[] expected, Dictionary<string, float[]> last) = Run(whole, features, Mask, initial);

        // Backwards the later part comes first, in the outputs too.
        bool isBackward = Lines[index].Contains("go_backwards", StringComparison.Ordinal);
        (float[] Features, float[] Mask)[] parts = [(features[..(FirstLength * Size)], Mask[..FirstLength]), (features[(FirstLength * Size)..], Mask[FirstLength..])];
        SequenceModel[] models = [first, second];
        if (isBackward)
        {
            Array.Reverse(parts);
            Array.Reverse(models);
        }

        (float[] before, Dictionary<string, float[]> handed) = Run(models[0], parts[0].Features, parts[0].Mask, initial);
        (float[] after, Dictionary<string, float[]> end) = Run(models[1], parts[1].Features, parts[1].Mask, handed);
        ShouldAgree([.. before, .. after], expected);
        end.Keys.ShouldBe(last.Keys);
        foreach ((string name, float[] values) in last)
        {
            handed[name].ShouldNotBe(values);
            ShouldAgree(end[name], values);
        }
    }

    private static SequenceModel WithWeightsOf(SequenceModel source, string name)
    {
        SequenceModel model = Compiled.Value.Create(name, 4);
        foreach (WeightDescription weight in source.Description.Weights)
        {
            model.SetWeight(weight.Name, source.GetWeight(weight.Name));
        }

        return model;
    }

    private static (float[] Outputs, Dictionary<string, float[]> States) Run(SequenceModel model, float[] features, float[] mask, Dictionary<string, float[]> states)
    {
        Predictor predictor = model.CreatePredictor();
        foreach ((string name, float[] values) in states)
        {
            values.CopyTo(predictor.InitialState(name));
        }

        float[] outputs = new float[model.Description.Output.Length];
        predictor.Predict(features, mask, outputs);
        return (outputs, model.Description.FinalStates.ToDictionary(state => state.Name, state => predictor.FinalState(state.Name).ToArray()));
    }

    private static void ShouldAgree(float[] actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        actual.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max().ShouldBeLessThan(Tolerance);
    }
}
