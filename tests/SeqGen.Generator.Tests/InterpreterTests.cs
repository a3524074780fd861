using System.Reflection;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>
/// Every program of the models with snapshots in the interpreter of kernels: none reads a value before it was written, and the forms of all targets give
/// the same numbers. Programs in which one statement is wrong are found. That the numbers are the right ones is tested where golden numbers are.
/// </summary>
public sealed class InterpreterTests
{
    private const string Chain = """
        model M
        features length=4 size=3 mask=true
        conv1d 5 2 padding=same
        lstm 5 return_sequences=true
        attention value=conv1d
        gru 3
        dense 2 sigmoid
        """;

    private const string Calls = """
        model M
        features length=3 size=4
        dropout 0.5
        multi_head_attention dropout 2 3 dropout=0.2
        dense 1
        """;

    /// <summary>The models of the snapshots.</summary>
    public static TheoryData<string, string[]> Models
    {
        get
        {
            TheoryData<string, string[]> models = [];
            foreach (InlineDataAttribute row in typeof(EmissionSnapshotTests).GetMethod(nameof(EmissionSnapshotTests.Layer))!.GetCustomAttributes<InlineDataAttribute>())
            {
                models.Add((string)row.Data[0]!, [.. row.Data[1..].Cast<string>()]);
            }

            models.Add("bfloat16", ["features size=3 length=4", "simple_rnn 5 return_sequences=true", "flatten", "dense 6"]);
            models.Add("large_kernel", ["features size=1 length=3 mask=true", "simple_rnn 368"]);
            models.Add("few_units", ["features size=3", "dense 5", "dense 3 exponential", "dense 1"]);
            return models;
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void NothingIsReadBeforeItIsWritten(string name, string[] lines)
    {
        string options = name == "bfloat16" ? "weights=bfloat16 gates=precise" : "";
        NetworkPlan plan = Of(options);
        plan = plan.BlockObstacle is null ? Of($"{options} stream_block=2") : plan;
        IReadOnlyList<(string Name, double[] Values)>[] results = [.. Target.All.Select(target => RandomRun.Of(plan, target))];
        results[0].Count.ShouldBeGreaterThan(plan.Weights.Count);
        foreach (IReadOnlyList<(string Name, double[] Values)> narrower in results[1..])
        {
            FirstDifference(results[0], narrower).ShouldBeNull();
        }

        NetworkPlan Of(string words) => Declarations.Plan($"model Model {words}\n{string.Join("\n", lines)}\n");
    }

    /// <summary>A block whose steps lie in lanes reads what was written, and gives the same in every width.</summary>
    [Theory]
    [InlineData(1, 16)]
    [InlineData(3, 48)]
    [InlineData(4, 64)]
    [InlineData(7, 32)]
    [InlineData(13, 16)]
    [InlineData(16, 32)]
    public void BlocksHaveTheirStepsInLanes(int channels, int steps)
    {
        NetworkPlan plan = Declarations.Plan(
            $"model M stream_block={steps}\nfeatures size=2 length={2 * steps} name=x\ndense {channels} name=in\nbranch see from=x\nconv1d {channels} 2 padding=causal dilation_rate=21 name=seen\n"
            + $"branch filter from=in\nconv1d {channels} 3 padding=causal dilation_rate=3\nadd seen\nactivation tanh name=value\ndense {channels}\nadd in name=out\nmultiply value\nrescaling 0.5 per_channel=true\n"
            + $"slice {channels / 2} {channels - channels / 2}\nelu\ndense 3\n");
        plan.Block!.HasStepsInLanes.ShouldBeTrue();
        IReadOnlyList<(string Name, double[] Values)>[] blocks = [.. Target.All.Select(target => RandomRun.Of(plan, target, ProgramKind.Block))];
        foreach (IReadOnlyList<(string Name, double[] Values)> narrower in blocks[1..])
        {
            FirstDifference(blocks[0], narrower).ShouldBeNull();
        }
    }

    /// <summary>Large layers of a stream step early, every other time.</summary>
    [Fact]
    public void AStepThatComesEarlyReadsWhatItMay()
    {
        NetworkPlan plan = Declarations.Plan("model M\nfeatures size=3 length=3\nsimple_rnn 5 return_sequences=true\nsimple_rnn 256\n");
        plan.Stream!.Turn.ShouldNotBeNull();
        RandomRun.Of(plan, Target.All[0], ProgramKind.Stream).ShouldNotBeEmpty();
    }

    /// <summary>
    /// Each statement that writes, left out: numbers change, or what it would have written is read. Only softmax's last clearing of padding is missed, in three
    /// programs: it writes zero over zero where scores are numbers.
    /// </summary>
    [Theory]
    [InlineData(nameof(StoreValue), Chain, 150, 50, 0)]
    [InlineData(nameof(StoreScalar), Chain, 10, 4, 0)]
    [InlineData(nameof(FillStatement), Chain, 15, 15, 3)]
    [InlineData(nameof(CopyStatement), Chain, 8, 8, 0)]
    [InlineData(nameof(CallStatement), Calls, 10, 10, 0)]
    public void AStoreThatIsMissingIsFound(string kind, string model, int least, int leastUndefined, int missed)
    {
        (int all, int undefined, List<string> notFound) = Find(model, statement => statement.GetType().Name == kind && IsWrite(statement) ? new BlankStatement() : null);
        all.ShouldBeGreaterThanOrEqualTo(least);
        undefined.ShouldBeGreaterThanOrEqualTo(leastUndefined);
        notFound.Count.ShouldBe(missed, string.Join(", ", notFound));
    }

    [Fact]
    public void AnotherValueIsFound()
    {
        (int all, _, List<string> notFound) = Find(Chain, statement => statement is StoreValue store ? store with { Value = store.Value + Value.One } : null);
        all.ShouldBeGreaterThan(150);
        notFound.ShouldBeEmpty();
    }

    /// <summary>The message says in which layer and method what is missing was read, and what of which buffer it is.</summary>
    [Fact]
    public void AMistakeHasAPlace()
    {
        NetworkPlan plan = Declarations.Plan("model M\nfeatures length=4 size=3\nlstm 5\n");
        LayerMethod WithoutClears(LayerMethod method) => method with { Statements = [.. method.Statements.Where(statement => statement is not FillStatement)] };
        Should.Throw<MemoryException>(() => RandomRun.Of(plan, Target.All[0], ProgramKind.One, WithoutClears)).Message
            .ShouldBe("LSTM(5), one sequence (Lstm_One): work.Lstm_Hidden[0] is read before it was written.");
    }

    /// <summary>From step to step of a stream go its states, and nothing else.</summary>
    [Fact]
    public void AStepMayNotReadWhatTheStepBeforeLeft()
    {
        NetworkPlan plan = Declarations.Plan("model M\nfeatures length=4 size=3\nlstm 5 return_sequences=true\ndense 6\n");
        Address values = new(BufferKind.Workspace, Kernels.Index.Constant("StreamBuffers.Dense_Values"));
        LayerMethod Added(LayerMethod method) => method.Name != "Lstm_Stream" ? method : method with { Statements = [new LetValue("before", values.Vector), .. method.Statements] };
        RandomRun.Of(plan, Target.All[0], ProgramKind.Stream).ShouldNotBeEmpty();
        Should.Throw<MemoryException>(() => RandomRun.Of(plan, Target.All[0], ProgramKind.Stream, Added)).Message
            .ShouldContain("work.Dense_Values[0] is read before it was written");
    }

    [Fact]
    public void WhatIsUnknownIsRefused()
    {
        Should.Throw<NotSupportedException>(() => ExactFunctions.Of("Sine", 1, 0)).Message.ShouldContain("Sine");
        Should.Throw<NotSupportedException>(() => RuntimeFunctions.Call("Packing.Nothing", [])).Message.ShouldContain("Packing.Nothing");
        Should.Throw<MemoryException>(() => new Memory("work", 3)[3]).Message.ShouldBe("work[3] does not lie in its 3 values");
    }

    private static bool IsWrite(Statement statement) => statement is not CallStatement call || call.Arguments.Any(argument => argument is SpanArgument { IsWritten: true });

    /// <summary>Programs in which one statement is another: how many, how many of them read what was not written, and those that give the same numbers.</summary>
    private static (int All, int Undefined, List<string> NotFound) Find(string model, Func<Statement, Statement?> change)
    {
        NetworkPlan plan = Declarations.Plan(model);
        Target target = Target.All[0];
        (int all, int undefined) = (0, 0);
        List<string> notFound = [];
        foreach (ProgramPlan program in plan.Programs)
        {
            IReadOnlyList<(string Name, double[] Values)> right = RandomRun.Of(plan, target, program.Kind);
            foreach (LayerMethod method in LayerMethod.Of(program, target, new MathCalls()))
            {
                foreach (IReadOnlyList<Statement> broken in Mutations.Of(method.Statements, change))
                {
                    all++;
                    try
                    {
                        IReadOnlyList<(string Name, double[] Values)> found = RandomRun.Of(
                            plan, target, program.Kind, candidate => candidate.Name == method.Name ? method with { Statements = broken } : candidate);
                        if (FirstDifference(right, found) is null)
                        {
                            notFound.Add(method.Name);
                        }
                    }
                    catch (MemoryException)
                    {
                        undefined++;
                    }
                }
            }
        }

        return (all, undefined, notFound);
    }

    /// <summary>The first value that differs; null for none.</summary>
    private static string? FirstDifference(IReadOnlyList<(string Name, double[] Values)> expected, IReadOnlyList<(string Name, double[] Values)> found)
    {
        found.Select(result => (result.Name, result.Values.Length)).ShouldBe(expected.Select(result => (result.Name, result.Values.Length)));
        foreach (((string name, double[] right), (_, double[] values)) in expected.Zip(found))
        {
            for (int i = 0; i < right.Length; i++)
            {
                if (!(Math.Abs(right[i] - values[i]) <= 1e-12 * (1 + Math.Abs(right[i]))))
                {
                    return $"{name}[{i}] {values[i]:R} instead of {right[i]:R}";
                }
            }
        }

        return null;
    }
}
