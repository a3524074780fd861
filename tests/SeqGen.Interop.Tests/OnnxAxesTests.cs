using Microsoft.ML.OnnxRuntime;

namespace SeqGen.Interop.Tests;

/// <summary>
/// What the axes of an input are: known from the file, an argument or what nodes do, and asked for otherwise. Each operation along each axis of a bare input either
/// gives what ONNX Runtime gives, or is refused. With SEQGEN_QUICK, a sixth of the cases is tried, which the operations take in turn.
/// </summary>
public sealed class OnnxAxesTests
{
    private const int Steps = 5;
    private const int Size = 4;

    private const int PartOfQuick = 6;

    private static readonly bool IsQuick = Environment.GetEnvironmentVariable("SEQGEN_QUICK") is { Length: > 0 };

    private static readonly Dictionary<string, SequenceModel> Compiled = [];

    /// <summary>The layouts by the words of their axes.</summary>
    private static readonly string[] Layouts = ["batch,steps,features", "steps,batch,features", "batch,features,steps", "steps,features", "features,steps", "batch,steps", "batch,features"];

    private static readonly Dictionary<string, Func<OnnxGraph, string, int, int[], string>> Operations = new()
    {
        ["x[-2:]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(-2), graph.Whole(long.MaxValue), graph.Whole(axis)]),
        ["x[:2]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(0), graph.Whole(2), graph.Whole(axis)]),
        ["x[:10]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(0), graph.Whole(10), graph.Whole(axis)]),
        ["x[1:3]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(1), graph.Whole(3), graph.Whole(axis)]),
        ["x[::2]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(0), graph.Whole(long.MaxValue), graph.Whole(axis), graph.Whole(2)]),
        ["x[::-1]"] = (graph, x, axis, _) => graph.Node("Slice", [x, graph.Whole(-1), graph.Whole(long.MinValue), graph.Whole(axis), graph.Whole(-1)]),
        ["x[-1]"] = (graph, x, axis, _) => graph.Node("Gather", [x, graph.Whole([], [-1])], ("axis", axis)),
        ["x[0]"] = (graph, x, axis, _) => graph.Node("Gather", [x, graph.Whole([], [0])], ("axis", axis)),
        ["x[[2]]"] = (graph, x, axis, _) => graph.Node("Gather", [x, graph.Whole(2)], ("axis", axis)),
        ["x[[0, 2]]"] = (graph, x, axis, _) => graph.Node("Gather", [x, graph.Whole(0, 2)], ("axis", axis)),
        ["mean"] = (graph, x, axis, _) => graph.Node("ReduceMean", [x], ("axes", new[] { axis }), ("keepdims", 0)),
        ["mean, kept"] = (graph, x, axis, _) => graph.Node("ReduceMean", [x], ("axes", new[] { axis }), ("keepdims", 1)),
        ["max"] = (graph, x, axis, _) => graph.Node("ReduceMax", [x], ("axes", new[] { axis }), ("keepdims", 0)),
        ["sum"] = (graph, x, axis, _) => graph.Node("ReduceSum", [x, graph.Whole(axis)], ("keepdims", 0)),
        ["product"] = (graph, x, axis, _) => graph.Node("ReduceProd", [x], ("axes", new[] { axis }), ("keepdims", 0)),
        ["min"] = (graph, x, axis, _) => graph.Node("ReduceMin", [x], ("axes", new[] { axis }), ("keepdims", 0)),
        ["softmax"] = (graph, x, axis, _) => graph.Node("Softmax", [x], ("axis", axis)),
        ["log softmax"] = (graph, x, axis, _) => graph.Node("LogSoftmax", [x], ("axis", axis)),
        ["exchange"] = (graph, x, axis, shape) => graph.Node("Transpose", [x], ("perm", (int[])[.. Enumerable.Range(0, shape.Length).Select(other => other == axis ? 0 : other == 0 ? axis : other)])),
        ["concat"] = (graph, x, axis, _) => graph.Node("Concat", [x, graph.Node("Tanh", [x])], ("axis", axis)),
        ["add"] = (graph, x, axis, shape) => graph.Node("Add", [x, graph.Floats([.. Enumerable.Range(0, shape.Length).Select(other => other == axis ? shape[axis] : 1)], [.. Enumerable.Range(1, shape[axis]).Select(value => (float)value)])]),
        ["pad"] = (graph, x, axis, shape) => graph.Node("Pad", [x, graph.Whole([.. Enumerable.Range(0, 2 * shape.Length).Select(at => at == axis ? 1L : at == axis + shape.Length ? 2L : 0L)])]),
        ["squeeze"] = (graph, x, axis, _) => graph.Node("Squeeze", [x, graph.Whole(axis)]),
        ["unsqueeze"] = (graph, x, axis, _) => graph.Node("Unsqueeze", [x, graph.Whole(axis)]),
        ["flatten"] = (graph, x, axis, _) => graph.Node("Flatten", [x], ("axis", axis)),
        ["rows"] = (graph, x, axis, shape) => graph.Node("Reshape", [x, graph.Whole(-1, shape[axis])]),
        ["split"] = (graph, x, axis, shape) => graph.Nodes("Split", [x, graph.Whole(1, shape[axis] - 1)], 2, ("axis", axis))[shape[axis] > 1 ? 1 : 0],
        ["dense"] = (graph, x, axis, shape) => graph.Node("MatMul", [Last(graph, x, axis, shape), graph.Floats([shape[axis], 3], new Values(7).Vector(3 * shape[axis]))]),
        ["layer normalisation"] = (graph, x, axis, shape) => graph.Node("LayerNormalization", [Last(graph, x, axis, shape), graph.Floats([shape[axis]], new Values(8).Vector(shape[axis]))]),
        ["convolution"] = (graph, x, axis, shape) => graph.Node("Conv", [Second(graph, x, axis, shape), graph.Floats([6, shape[axis], 2], new Values(9).Vector(12 * shape[axis]))]),
        ["maximum pooling"] = (graph, x, axis, shape) => graph.Node("MaxPool", [Second(graph, x, axis, shape)], ("kernel_shape", new[] { 2 })),
        ["global pooling"] = (graph, x, axis, shape) => graph.Node("GlobalAveragePool", [Second(graph, x, axis, shape)]),
        ["batch normalisation"] = (graph, x, axis, shape) => graph.Node("BatchNormalization", [Second(graph, x, axis, shape), .. Enumerable.Range(0, 4).Select(seed => graph.Floats([shape[axis]], [.. new Values(seed).Vector(shape[axis]).Select(value => value + 1)]))]),
        ["recurrent"] = (graph, x, axis, shape) => graph.Node("RNN", [Last(graph, x, axis, shape), graph.Floats([1, 3, shape[axis]], new Values(10).Vector(3 * shape[axis])), graph.Floats([1, 3, 3], new Values(11).Vector(9))], ("hidden_size", 3)),
        ["recurrent, batch first"] = (graph, x, axis, shape) => graph.Node("RNN", [graph.Node("Transpose", [Last(graph, x, axis, shape)], ("perm", (int[])[1, 0, .. Enumerable.Range(2, shape.Length - 2)])), graph.Floats([1, 3, shape[axis]], new Values(10).Vector(3 * shape[axis])), graph.Floats([1, 3, 3], new Values(11).Vector(9))], ("hidden_size", 3)),
        ["recurrent, of one sequence"] = (graph, x, axis, shape) => graph.Node("RNN", [graph.Node("Unsqueeze", [Last(graph, x, axis, shape), graph.Whole(1)]), graph.Floats([1, 3, shape[axis]], new Values(10).Vector(3 * shape[axis])), graph.Floats([1, 3, 3], new Values(11).Vector(9))], ("hidden_size", 3)),
        ["recurrent over a part"] = (graph, x, axis, shape) => graph.Node("RNN", [graph.Node("Slice", [Last(graph, x, axis, shape), graph.Whole(0), graph.Whole(3), graph.Whole(0)]), graph.Floats([1, 3, shape[axis]], new Values(10).Vector(3 * shape[axis])), graph.Floats([1, 3, 3], new Values(11).Vector(9))], ("hidden_size", 3)),
    };

    /// <summary>Operators of which ONNX itself says which axis is what: where the file leaves that open, they decide.</summary>
    private static readonly HashSet<string> Deciding = ["squeeze", "convolution", "maximum pooling", "global pooling", "recurrent", "recurrent, batch first", "recurrent, of one sequence", "recurrent over a part"];

    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string layout in Layouts)
        {
            foreach (string operation in Operations.Keys)
            {
                cases.Add(layout, operation);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operation_along_an_axis_gives_what_ONNX_Runtime_gives_or_is_refused(string layout, string operation)
    {
        string[] words = layout.Split(',');
        int[] shape = ShapeOf(words, Steps);
        int turn = Array.IndexOf([.. Operations.Keys], operation) + Array.IndexOf(Layouts, layout);
        for (int axis = 0; axis < words.Length; axis++)
        {
            foreach (string open in Openness)
            {
                if (IsQuick && turn++ % PartOfQuick != 0)
                {
                    continue;
                }

                (OnnxGraph graph, object[] declared) = Graph(layout, operation, axis, open, shape);
                int? length = open == "fixed" || !words.Contains("steps") ? null : Steps;
                foreach (string? axes in new[] { null, layout })
                {
                    string what = $"{operation} along axis {axis} of ({string.Join(", ", declared)}){(axes is null ? "" : $", told {axes}")}";
                    bool isLayoutKnown = axes is not null || open == "named";
                    int[][] shapes = isLayoutKnown || open == "fixed" || !Deciding.Contains(operation) ? [shape] : Shapes(shape, declared);
                    Require(graph, what, length, axes, shapes, isLayoutKnown);
                }
            }
        }
    }

    /// <summary>What follows from the operators, or from a batch of 1, is not asked.</summary>
    [Theory]
    [InlineData("batch,steps,features", "recurrent, batch first", 2)]
    [InlineData("steps,batch,features", "recurrent", 2)]
    [InlineData("steps,batch,features", "recurrent over a part", 2)]
    [InlineData("steps,features", "recurrent, of one sequence", 1)]
    [InlineData("batch,features,steps", "convolution", 1)]
    [InlineData("batch,features,steps", "maximum pooling", 1)]
    [InlineData("batch,steps,features", "convolution", 2)]
    [InlineData("batch,steps,features", "dense", 2)]
    public void What_is_evident_is_imported_without_a_question(string layout, string operation, int axis)
    {
        string[] words = layout.Split(',');
        int[] shape = ShapeOf(words, Steps);
        foreach (string open in Openness.Where(open => open != "unnamed" || Deciding.Contains(operation)))
        {
            (OnnxGraph graph, object[] declared) = Graph(layout, operation, axis, open, shape);
            ImportedModel imported = graph.Import(open == "fixed" ? null : Steps);
            RequireSame(graph, imported, $"{operation} along axis {axis} of ({string.Join(", ", declared)})", [shape], isLayoutKnown: true);
        }
    }

    /// <summary>A number of steps that is said makes the only open axis that one of the steps.</summary>
    [Fact]
    public void Steps_that_are_said_are_those_of_the_only_open_axis()
    {
        (OnnxGraph graph, _) = Graph("steps,features", "dense", 1, "unnamed", [Steps, Size]);
        graph.Import(Steps).Declaration.ShouldContain($"features size={Size} length={Steps} name=x");
        graph.Import(maxLength: Steps).Declaration.ShouldContain($"features size={Size} max_length={Steps} name=x");
        graph.Import().Declaration.ShouldContain($"features size={Size} name=x");
    }

    /// <summary>What a file says of its axes: their extents, their names, or neither.</summary>
    private static readonly string[] Openness = ["fixed", "named", "unnamed"];

    private static int[] ShapeOf(string[] words, int steps) => [.. words.Select(word => word switch { "batch" => 1, "steps" => steps, _ => Size })];

    private static (OnnxGraph Graph, object[] Declared) Graph(string layout, string operation, int axis, string open, int[] shape)
    {
        object[] declared = [.. layout.Split(',').Select((word, index) => word == "features" ? Size : open switch { "fixed" => shape[index], "named" => word, _ => (object)$"d{index}" })];
        OnnxGraph graph = new OnnxGraph().Input("x", declared).Output("y");
        return (graph.End(Operations[operation](graph, "x", axis, shape), "y"), declared);
    }

    /// <summary>The extents that the axes can have which a file leaves open: the same ones in any order.</summary>
    private static int[][] Shapes(int[] shape, object[] declared)
    {
        int[] open = [.. Enumerable.Range(0, shape.Length).Where(axis => declared[axis] is string)];
        int[] exchanged = [.. shape];
        if (open is [var one, var other])
        {
            (exchanged[one], exchanged[other]) = (shape[other], shape[one]);
        }

        return open.Length == 2 ? [shape, exchanged] : [shape];
    }

    /// <summary>Each number of steps is computed as by the graph, or the graph is refused, where it depends on the number.</summary>
    [Theory]
    [InlineData("batch,steps,features")]
    [InlineData("steps,batch,features")]
    [InlineData("batch,features,steps")]
    public void Any_number_of_steps_gives_what_ONNX_Runtime_gives_or_is_refused(string layout)
    {
        const int most = 8;
        string[] words = layout.Split(',');
        object[] declared = [.. words.Select(word => word == "features" ? Size : (object)word)];
        int turn = Array.IndexOf(Layouts, layout);
        foreach ((string operation, Func<OnnxGraph, string, int, int[], string> make) in Operations)
        {
            int[] Shape(int steps) => ShapeOf(words, steps);
            for (int axis = 0; axis < words.Length; axis++)
            {
                if (IsQuick && turn++ % PartOfQuick != 0)
                {
                    continue;
                }

                OnnxGraph graph = new OnnxGraph().Input("x", declared).Output("y");
                graph.End(make(graph, "x", axis, Shape(most)), "y");
                ImportedModel imported;
                try
                {
                    imported = graph.Import(maxLength: most);
                }
                catch (ImportException)
                {
                    continue;
                }

                SequenceModel model = Compile(imported);
                foreach (int steps in new[] { 2, 3, most })
                {
                    string what = $"{operation} along axis {axis} of {layout} with {steps} steps\n{imported.Declaration}";
                    float[] input = new Values(3).Vector(steps * Size);
                    (float[]? values, int[] shape) = Run(graph.Bytes(), input, Shape(steps));
                    OutputDescription output = model.Description.Output;
                    float[] expected = OutputInOrder(imported, values.ShouldNotBeNull(what), shape, (output.Steps == most ? steps : output.Steps, output.Size));
                    float[] actual = new float[output.Steps == most ? steps * output.Size : output.Length];
                    model.CreatePredictor().Predict(InOrder(input, Shape(steps), (steps, Size)), actual);
                    Agreement.Require(actual, [.. expected.Select(value => (double)value)], what);
                }
            }
        }
    }

    private static SequenceModel Compile(ImportedModel imported)
    {
        if (!Compiled.TryGetValue(imported.Declaration, out SequenceModel? model))
        {
            Compiled.Add(imported.Declaration, model = imported.Compile());
        }

        return model;
    }

    /// <param name="graph">The graph.</param>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="length">What is said by --length.</param>
    /// <param name="axes">What is said by --axes.</param>
    /// <param name="shapes">The shapes of the input of which the import has to agree with one.</param>
    /// <param name="isLayoutKnown">True where the file or an argument says what the axes are.</param>
    private static void Require(OnnxGraph graph, string what, int? length, string? axes, int[][] shapes, bool isLayoutKnown)
    {
        ImportedModel imported;
        try
        {
            imported = graph.Import(length, axes: axes);
        }
        catch (ImportException error)
        {
            bool isLengthAsked = length is null && axes is null && error.Reason.Contains("--length", StringComparison.Ordinal);
            bool isNamed = isLengthAsked || error.Reason.StartsWith("node '", StringComparison.Ordinal) || error.Reason.StartsWith("The output 'y'", StringComparison.Ordinal) || (axes is null && error.Reason.Contains("--axes x=", StringComparison.Ordinal));
            isNamed.ShouldBeTrue($"{what}: {error.Reason}");
            return;
        }

        RequireSame(graph, imported, what, shapes, isLayoutKnown);
    }

    private static void RequireSame(OnnxGraph graph, ImportedModel imported, string what, int[][] shapes, bool isLayoutKnown)
    {
        SequenceModel model = Compile(imported);
        InputDescription description = model.Description.Inputs[0];
        OutputDescription output = model.Description.Output;
        int[] all = shapes[0];
        float[] input = new Values(3).Vector(Steps * Size)[..all.Aggregate((a, b) => a * b)];
        if (isLayoutKnown && all.Contains(Steps) && all.Contains(Size))
        {
            (description.Length, description.Size).ShouldBe((Steps, Size), what);
        }

        float[] actual = Agreement.Predict(model, InOrder(input, all, (description.Length, description.Size)));
        List<string> others = [];
        foreach (int[] shape in shapes)
        {
            (float[]? values, int[] shapeOfOutput) = Run(graph.Bytes(), input, shape);
            try
            {
                Agreement.Require(actual, [.. OutputInOrder(imported, values.ShouldNotBeNull("ONNX Runtime cannot run it"), shapeOfOutput, (output.Steps, output.Size)).Select(value => (double)value)], what);
                return;
            }
            catch (ShouldAssertException error)
            {
                others.Add($"as ({string.Join(", ", shape)}): {error.Message}");
            }
        }

        Assert.Fail($"{what}\n{imported.Declaration}\n{string.Join("\n", others)}");
    }

    /// <summary>An output as steps of channels. Where it has as many of both, the import says which came first in the file.</summary>
    private static float[] OutputInOrder(ImportedModel imported, float[] values, int[] shape, (int Steps, int Size) order)
    {
        int[] extents = [.. shape.Where(extent => extent != 1)];
        bool isChannelsFirst = imported.Notes.Any(note => note.Text.StartsWith("The output 'y' is [channels, steps] in the file", StringComparison.Ordinal));
        return extents is [var rows, var columns] && rows == columns && isChannelsFirst ? Exchanged(values, rows, columns) : InOrder(values, shape, order);
    }

    /// <summary>Values of a file as steps of channels: exchanged, where the file has the channels first.</summary>
    private static float[] InOrder(float[] values, int[] shape, (int Steps, int Size) order)
    {
        int[] extents = [.. shape.Where(extent => extent != 1)];
        return extents is [var rows, var columns] && (rows, columns) != order && (columns, rows) == order ? Exchanged(values, rows, columns) : values;
    }

    private static float[] Exchanged(float[] values, int rows, int columns) => [.. Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, rows).Select(row => values[(row * columns) + column]))];

    private static (float[]? Values, int[] Shape) Run(byte[] file, float[] input, int[] shape)
    {
        try
        {
            using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using InferenceSession session = new(file, options);
            using OrtValue x = OrtValue.CreateTensorValueFromMemory(input, [.. shape.Select(extent => (long)extent)]);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, new Dictionary<string, OrtValue> { ["x"] = x }, session.OutputNames);
            return (results[0].GetTensorDataAsSpan<float>().ToArray(), [.. results[0].GetTensorTypeAndShape().Shape.Select(extent => (int)extent)]);
        }
        catch (OnnxRuntimeException)
        {
            return (null, []);
        }
    }

    private static string Last(OnnxGraph graph, string x, int axis, int[] shape) => Moved(graph, x, axis, shape.Length - 1, shape.Length);

    private static string Second(OnnxGraph graph, string x, int axis, int[] shape) => shape.Length > 2 ? Moved(graph, x, axis, 1, shape.Length) : graph.Node("Unsqueeze", [Moved(graph, x, axis, 0, shape.Length), graph.Whole(0)]);

    private static string Moved(OnnxGraph graph, string x, int axis, int to, int rank)
    {
        List<int> order = [.. Enumerable.Range(0, rank).Where(other => other != axis)];
        order.Insert(to, axis);
        return axis == to ? x : graph.Node("Transpose", [x], ("perm", order.ToArray()));
    }
}
