using Microsoft.ML.OnnxRuntime;

namespace SeqGen.Interop.Tests;

/// <summary>One step of a recurrent cell, written out node by node in the ways that exporters have, compared with ONNX Runtime, states carried.</summary>
public sealed class OnnxCellTests
{
    private const int Units = OnnxCells.Units;
    private const int Size = OnnxCells.Size;
    private const int Steps = 6;

    public static TheoryData<string, CellForm, bool> Cases()
    {
        TheoryData<string, CellForm, bool> cases = new();
        foreach (string cell in new[] { "lstm", "lstm i o f c", "lstm hard", "gru", "gru z + (h - z)", "rnn", "rnn relu" })
        {
            foreach (CellForm form in Enum.GetValues<CellForm>().Where(form => !cell.StartsWith("gru", StringComparison.Ordinal) || form is CellForm.Torch or CellForm.StateFirst))
            {
                cases.Add(cell, form, false);
            }

            cases.Add(cell, CellForm.Torch, true);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_step_of_a_cell_is_a_recurrent_layer(string cell, CellForm form, bool isStack)
    {
        string[] states = OnnxCells.States(cell, isStack);
        OnnxGraph graph = OnnxCells.Graph(new(31), cell, form, isStack);
        ImportedModel imported = graph.Import();
        imported.Declaration.ShouldContain(cell[..3] == "rnn" ? "simple_rnn 4" : cell[..3] == "gru" ? "gru 4" : "lstm 4");

        float[] inputs = new Values(5).Vector(Steps * Size);
        List<double> expected = [];
        Dictionary<string, float[]> carried = states.ToDictionary(state => state, _ => new float[Units]);
        using InferenceSession session = new(graph.Bytes());
        for (int step = 0; step < Steps; step++)
        {
            string[] names = ["x", .. states];
            OrtValue[] given = [OrtValue.CreateTensorValueFromMemory(inputs[(step * Size)..((step + 1) * Size)], [1, Size]), .. states.Select(state => OrtValue.CreateTensorValueFromMemory(carried[state], [1, Units]))];
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, names, given, ["y", .. states.Select(state => "next_" + state)]);
            expected.AddRange(results[0].GetTensorDataAsSpan<float>().ToArray().Select(output => (double)output));
            carried = states.Select((state, index) => (state, results[index + 1].GetTensorDataAsSpan<float>().ToArray())).ToDictionary();
            Array.ForEach(given, one => one.Dispose());
        }

        Agreement.Require(Agreement.Stream(imported.Compile(), inputs), expected);
    }

    [Theory]
    [InlineData("Add", "no step of an LSTM, GRU or SimpleRNN")]
    [InlineData("product", "by no constant matrix")]
    public void What_is_no_step_of_a_cell_is_refused(string change, string words)
    {
        Values values = new(31);
        OnnxGraph graph = new OnnxGraph().Input("x", 1, Units).Input("h", 1, Units).Output("y", 1, Units).Output("next_h", 1, Units);
        string matrix = change == "product" ? graph.Node("Transpose", ["x"]) : graph.Floats([Units, Units], values.Vector(Units * Units));
        string sum = graph.Node("Add", [graph.Node("MatMul", ["x", graph.Floats([Units, Units], values.Vector(Units * Units))]), graph.Node("MatMul", [change == "product" ? graph.Node("Concat", ["x", "h"], ("axis", 1)) : "h", matrix])]);
        string next = graph.Node("Tanh", [graph.Node("Mul", [sum, sum])]);
        graph.End(next, "y").End(next, "next_h");
        Should.Throw<ImportException>(() => graph.Import()).Reason.ShouldContain(words);
    }
}
