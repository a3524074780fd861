using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;
using SeqGen.Numerics.Tests.Reference;
using SeqGen.Tests;

namespace SeqGen.Numerics.Tests;

/// <summary>Outputs, states and all gradients of random shapes against a plain reference in double precision.</summary>
public sealed class GradientTests
{
    private static readonly int RecurrentCases = VectorWidths.IsQuick ? 20 : 60;

    /// <summary>Families that the reference must compute as Keras does before anything is compared with it.</summary>
    public static TheoryData<string> ReferencedFamilies =>
        ["rnn_simple_rnn", "rnn_lstm", "rnn_peephole", "rnn_gru", "bidirectional", "stacked", "embedding", "embedding_mask", "dense", "conv1d", "pooling"];

    [Theory]
    [MemberData(nameof(ReferencedFamilies))]
    public void The_reference_agrees_with_the_golden_vectors(string family)
    {
        int compared = 0;
        GoldenFiles.ForEachCase(family, json =>
        {
            LayerCase golden = LayerCase.Read(json);
            compared++;
            ReferenceNetwork network = new(golden);
            Near(golden.Output, network.Output, "output");
            golden.FinalStates.Zip(network.FinalStates).ToList().ForEach(pair => Near(pair.First, pair.Second, "state"));
            network.Backward(golden.OutputGradient, golden.FinalStateGradients);
            Dictionary<string, GoldenTensor> gradients = network.WeightGradients.ToDictionary(weight => weight.Name, weight => weight.Tensor);
            golden.WeightGradients.ToList().ForEach(weight => Near(weight.Tensor, gradients[weight.Name], weight.Name));
            golden.InitialStateGradients.Zip(network.InitialStateGradients).ToList().ForEach(pair => Near(pair.First, pair.Second, "initial state"));
            if (golden.InputGradient is { } input)
            {
                Near(input, network.InputGradient!, "input");
            }
        });
        compared.ShouldBeGreaterThan(2);
    }

    [Fact]
    public void Recurrent_layers_of_random_shapes() => Check([.. Enumerable.Range(0, RecurrentCases).Select(RandomCases.Recurrent)]);

    /// <summary>The walk through time has one pass or two: a loop of one pass is no loop.</summary>
    [Fact]
    public void Recurrent_layers_of_one_and_two_steps()
    {
        LayerCase[] cases = [.. Enumerable.Range(0, 400).Select(RandomCases.Recurrent).Where(golden => golden.Input.Shape[1] <= 2).Take(12)];
        cases.Select(golden => golden.Input.Shape[1]).Distinct().Count().ShouldBe(2);
        Check(cases);
    }

    [Fact]
    public void Cells_with_a_projection_or_without_a_recurrent_kernel() => Check([.. Enumerable.Range(0, RecurrentCases / 2).Select(RandomCases.OtherCells)]);

    [Fact]
    public void Inference_takes_what_is_to_be_expected_of_zoneout() => Check([.. Enumerable.Range(0, RecurrentCases / 2).Select(RandomCases.ExpectedZoneout)]);

    /// <summary>What stays of the states, as training draws it.</summary>
    [Fact]
    public void Recurrent_layers_with_zoneout() => Check([.. Enumerable.Range(0, RecurrentCases / 2).Select(RandomCases.RecurrentZoneout)]);

    [Fact]
    public void Recurrent_layers_with_dropout() => Check([.. Enumerable.Range(0, RecurrentCases / 2).Select(RandomCases.RecurrentDropout)]);

    [Fact]
    public void Recurrent_layers_with_layer_normalization() => Check([.. Enumerable.Range(0, RecurrentCases / 2).Select(RandomCases.RecurrentNormalization)]);

    [Fact]
    public void Recurrent_layers_with_wide_steps() => Check([.. RecurrentCombinations.WithWideSteps()]);

    [Fact]
    public void Recurrent_layers_with_precise_gates_and_masks() => Check([.. RecurrentCombinations.Precise()]);

    [Fact]
    public void Cells_that_are_cut() => Check([.. RecurrentCombinations.Clipped()]);

    [Fact]
    public void Both_directions_from_initial_states() => Check([.. RecurrentCombinations.BothFromInitialStates()]);

    [Fact]
    public void Stateful_layers_backwards_with_masks() => Check([.. RecurrentCombinations.StatefulBackwards()]);

    [Fact]
    public void Other_layers_of_random_shapes() => Check([.. RandomCases.Others()]);

    [Fact]
    public void Every_layer_in_every_place() => Check([.. LayerPlacements.All()]);

    private static void Check(LayerCase[] cases)
    {
        (string Name, string Text)[] texts = [.. cases.Select((golden, index) => ($"Case{index}", SeqnetWriter.Write($"Case{index}", golden)))];
        CompiledModels models = CompiledModels.Compile(texts);
        CaseResult[] results =
        [
            .. cases.Select((golden, index) => CaseResult.Of(
                golden.Name, comparison => LayerCaseRunner.Run(models.Create(texts[index].Name), golden, comparison))),
        ];
        results.Where(result => result.Status != CaseStatus.Passed).Select(result => $"{result.Name}: {result.Details}").ShouldBeEmpty();
    }

    /// <summary>Golden numbers have 9 digits.</summary>
    private static void Near(GoldenTensor expected, GoldenTensor found, string what)
    {
        found.Values.Length.ShouldBe(expected.Values.Length, what);
        for (int i = 0; i < expected.Values.Length; i++)
        {
            found.Values[i].ShouldBe(expected.Values[i], 1e-7 * (1 + Math.Abs(expected.Values[i])), $"{what}[{i}]");
        }
    }
}
