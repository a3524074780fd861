using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Tests.Harness;
using SeqGen.Generator.Verification;
using KernelIndex = SeqGen.Generator.Kernels.Index;

namespace SeqGen.Generator.Tests;

/// <summary>
/// The proof that programs touch only what they may. Each rule refuses a program that breaks it, and whole programs in which one thing is
/// wrong (a loop one pass too long, an offset one line off) are found.
/// </summary>
public sealed class VerificationTests
{
    private const string Model = """
        model M
        features length=6 size=5
        conv1d 18 3 padding=same
        layer_normalization
        bidirectional lstm 9 return_sequences=true
        attention value=conv1d
        gru 20
        dense 7 relu
        dense 1 sigmoid
        """;

    private static readonly NetworkPlan Plan = Declarations.Plan(Model);

    private static (string Message, Statement[] Statements)[] Broken =>
    [
        ("'x' is not declared", [new LetReference("y", "x")]),
        ("'a' is not declared", [new LetValue("b", Value.Named("a"))]),
        ("'a' is not declared", [new ScopeStatement([new LetValue("a", Value.Zero)]), new SetValue("a", Value.One, IsAdded: true)]),
        ("'a' is declared twice", [new LetValue("a", Value.Zero), new ScopeStatement([new LetValue("a", Value.Zero)])]),
        ("'a' is used as what it is not", [new LetScalar("a", 1f), new LetValue("b", Value.Named("a"))]),
        ("'a' has 16 lanes where 8 are used", [new LetValue("a", Value.Zero), new LetValue("b", Value.Named("a")) { Lanes = 8 }]),
        ("the loop over 'i' has no pass", [Loop("i", 0, 0)]),
        ("belongs to nothing that is planned", [new LetReference("x", new Address(BufferKind.Workspace, 16))]),
        ("there is no 'OneBuffers.Nothing' in this program", [new LetReference("x", new Address(BufferKind.Workspace, KernelIndex.Constant("OneBuffers.Nothing")))]),
        ("does not lie in Packed", [new LetReference("x", new Address(BufferKind.Packed, Values))]),
        ("is written, which a program may only read", [new StoreScalar(new Address(BufferKind.Features, 0), 1f, IsAdded: false)]),
        ("is written, which a program may only read", [new FillStatement(new Address(BufferKind.Packed, KernelIndex.Constant("InferenceWeights.Dense_Kernel")), 1, 0)]),
        ("do not lie in its 16", [new StoreValue(new Address(BufferKind.Workspace, Values) + 1, Value.Zero)]),
        ("do not lie in its 16", [new StoreScalar(new Address(BufferKind.Workspace, Values) + (KernelIndex)(-1), 1f, IsAdded: false)]),
        ("do not lie in its 16", [Loop("i", 0, 17, new StoreScalar(new Address(BufferKind.Workspace, Values) + "i", 1f, IsAdded: false))]),
        ("'w' may be negative", [new LetIndex(IndexType.Int, [("w", -1)], IsConstant: false), new LetReference("x", new Address(BufferKind.Workspace, Values) + KernelIndex.Counter("w").Unsigned)]),
        ("changes where a test is true", [new LetIndex(IndexType.Offset, [("w", 0)], IsConstant: false), new IfStatement(Test.IsTraining, [new AddIndex("w", 1)])]),
    ];

    private static KernelIndex Values { get; } = KernelIndex.Constant("OneBuffers.Dense_Values");

    public static TheoryData<string> Targets => [.. Target.All.Select(target => target.Name)];

    [Fact]
    public void ARuleRefusesWhatBreaksIt()
    {
        foreach ((string message, Statement[] statements) in Broken)
        {
            Should.Throw<KernelException>(() => Check(statements), message).Message.ShouldContain(message);
        }
    }

    /// <summary>What is moved by loops, and what is left of a sequence, is followed exactly: not one value less would do.</summary>
    [Fact]
    public void TheLastValueIsReachedAndNoneAfterIt()
    {
        Address first = new(BufferKind.Workspace, Values);

        // Sixteen values in parts of five: the last part has one.
        Statement[] Parts(int length) =>
        [
            new LetReference("x", first),
            new LetIndex(IndexType.Offset, [("w", 0)], IsConstant: false),
            new LoopStatement(IndexType.Int, "from", 0, length, 5, [],
            [
                new LetIndex(IndexType.Int, [("end", KernelIndex.Min(KernelIndex.Counter("from") + 5, length))], IsConstant: false),
                new LoopStatement(IndexType.Int, "i", "from", "end", 1, [new Advance("w", 1)], [new StoreScalar(Address.Of("x", "w"), 1f, IsAdded: false)]),
            ]),
        ];

        Check(Parts(16));
        Should.Throw<KernelException>(() => Check(Parts(17)));

        // A reference that walks down.
        Statement[] Down(int passes) =>
        [
            new LetReference("x", first + 15),
            new LoopStatement(IndexType.Int, "i", passes, 1, -1, [], [new StoreScalar("x", 1f, IsAdded: false), new MoveReference("x", -1)]),
        ];

        Check(Down(16));
        Should.Throw<KernelException>(() => Check(Down(17)));

        // A loop that turns: only between two numbers, and where nothing follows from the order of its passes.
        Statement[] Turning(int length, params Statement[] more) =>
        [
            new LetReference("x", first),
            Loop("t", 0, 2, Loop("i", 0, length, [new StoreScalar(Address.Of("x", "i"), 1f, IsAdded: false), .. more]) with { TurnsWith = "t" }),
        ];

        Check(Turning(16));
        Should.Throw<KernelException>(() => Check(Turning(17)));
        Should.Throw<KernelException>(() => Check(Turning(16, new MoveReference("x", 0))));
        Should.Throw<KernelException>(() => Check([new LetReference("x", first), Loop("i", 0, 16, new StoreScalar("x", 1f, IsAdded: false)) with { TurnsWith = "t" }]));
    }

    /// <summary>
    /// Each loop of every program made one pass longer, and each place that is read or written moved by the length of its tensor. Where the
    /// longer loop only reaches padding, or its passes touch no memory, nothing is wrong; such loops are few.
    /// </summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void WhatIsBrokenOnPurposeIsFound(string name)
    {
        Target target = Target.All.Single(simd => simd.Name == name);
        int loops = 0;
        int foundLoops = 0;
        int places = 0;
        foreach (ProgramPlan program in Plan.Programs)
        {
            Regions regions = new(Plan, program);
            foreach (LayerMethod method in LayerMethod.Of(program, target, new MathCalls()))
            {
                ProgramVerifier.Check(method, regions, target);
                foreach (IReadOnlyList<Statement> broken in Mutations.Of(method.Statements, Mutations.LongerLoop))
                {
                    loops++;
                    foundLoops += IsRefused(method with { Statements = broken }) ? 1 : 0;
                }

                foreach (IReadOnlyList<Statement> broken in Mutations.Of(method.Statements, statement => Mutations.MovedPlace(statement, program.WorkspaceLength)))
                {
                    places++;
                    IsRefused(method with { Statements = broken }).ShouldBeTrue($"{method.Summary}, place {places}");
                }

                bool IsRefused(LayerMethod changed)
                {
                    try
                    {
                        ProgramVerifier.Check(changed, regions, target);
                        return false;
                    }
                    catch (KernelException)
                    {
                        return true;
                    }
                }
            }
        }

        loops.ShouldBeGreaterThan(150);
        places.ShouldBeGreaterThan(400);
        ((double)foundLoops / loops).ShouldBeGreaterThan(0.85);
    }

    /// <summary>
    /// Each store of every program left out. What nothing reads (the output, final states) is not missed; nor is what makes an earlier store
    /// whole again, or what was zero before.
    /// </summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void WhatIsReadBeforeItIsWrittenIsFound(string name)
    {
        Target target = Target.All.Single(simd => simd.Name == name);
        int stores = 0;
        int found = 0;
        foreach (ProgramPlan program in Plan.Programs)
        {
            LayerMethod[] methods = [.. LayerMethod.Of(program, target, new MathCalls())];
            ProgramVerifier.Check(Plan, program, target, methods);

            // Backward methods mostly store gradients of weights, which only the runtime reads.
            foreach (int i in Enumerable.Range(0, methods.Length).Where(i => methods[i].Kind != MethodKind.Backward))
            {
                foreach (IReadOnlyList<Statement> broken in Mutations.Of(methods[i].Statements, Mutations.NoStore))
                {
                    stores++;
                    LayerMethod[] changed = [.. methods];
                    changed[i] = methods[i] with { Statements = broken };
                    found += IsRefused(program, target, changed) ? 1 : 0;
                }
            }
        }

        stores.ShouldBeGreaterThan(200);
        ((double)found / stores).ShouldBeGreaterThan(0.5);
    }

    /// <summary>What one pass reads, an earlier one may have written; in the first pass, what came before the loop.</summary>
    [Fact]
    public void PassesOfALoopReadWhatEarlierOnesHaveWritten()
    {
        static Address Hidden(KernelIndex slot) => new Address(BufferKind.Workspace, KernelIndex.Constant("OneBuffers.Bidirectional_ForwardHidden")) + slot * 16;
        Statement clear = new FillStatement(Hidden(0), 16, 0);
        Statement Walk(Address from, Address to) => Loop("t", 0, 6, new StoreValue(to, from.Vector));
        KernelIndex t = KernelIndex.Counter("t");

        // From slot to slot, and from one of two slots to the other.
        CheckProgram(clear, Walk(Hidden(0), Hidden(0)));
        CheckProgram(clear, Walk(Hidden(t.Parity), Hidden((t + 1).Parity)));
        Should.Throw<KernelException>(() => CheckProgram(clear, Walk(Hidden((t + 1).Parity), Hidden((t + 1).Parity)))).Message.ShouldContain("are read before all of them were written");

        // Where a branch leaves something out, and where both write it.
        Statement Branches(params List<Statement> other)
        {
            IfStatement choice = new(new Address(BufferKind.Features, 0).Float.Is(0f), [clear]);
            choice.Else.AddRange(other);
            return choice;
        }

        Statement read = new LetValue("x", Hidden(0).Vector);
        CheckProgram(Branches(new FillStatement(Hidden(0), 16, 1)), read, new StoreValue(Hidden(0), Value.One));
        Should.Throw<KernelException>(() => CheckProgram(Branches(), read, new StoreValue(Hidden(0), Value.One)));

        // A loop that leaves gaps, and what nothing ever writes.
        Should.Throw<KernelException>(() => CheckProgram(Loop("t", 0, 2, new StoreScalar(Hidden(0) + t * 8, 1f, IsAdded: false)), read, new StoreValue(Hidden(0), Value.One)));

        // What nothing writes is zero, but only where something of the buffer is written: else it was forgotten.
        CheckProgram(read, new StoreValue(Hidden(1), Value.One));
        Should.Throw<KernelException>(() => CheckProgram(read));
    }

    private static void CheckProgram(params Statement[] statements)
    {
        WorkspaceHistory history = new();
        new KernelVerifier(new Regions(Plan, Plan.One), Line.Length, isStep: false, "Test", new(history)).Check(statements);
        history.End();
    }

    private static bool IsRefused(ProgramPlan program, Target target, LayerMethod[] methods)
    {
        try
        {
            ProgramVerifier.Check(Plan, program, target, methods);
            return false;
        }
        catch (KernelException)
        {
            return true;
        }
    }

    private static void Check(Statement[] statements) => new KernelVerifier(new Regions(Plan, Plan.One), Line.Length, isStep: false, "Test").Check(statements);

    private static LoopStatement Loop(string counter, KernelIndex from, KernelIndex to, params List<Statement> body) =>
        new(IndexType.Int, counter, from, to, 1, [], body);
}
