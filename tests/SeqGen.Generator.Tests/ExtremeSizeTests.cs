using System.Globalization;
using System.Text.RegularExpressions;
using SeqGen.Generator.Emission;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Printing;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Shapes;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;

namespace SeqGen.Generator.Tests;

/// <summary>
/// Declarations of extreme but legal sizes: either the plan has every part of every buffer inside of it, or SEQ021 says
/// which one would be too large. Emitted constants are the plan's.
/// </summary>
[Collection("Alone")]
public partial class ExtremeSizeTests
{
    private const int Models = 8_000;
    private const int EmittedModels = 60;
    private const int Seed = 20_251_129;

    // Of the processor: a busy machine takes longer.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly int[] Steps = [1, 2, 3, 15, 17, 100, 1000, 4097, 32_768, 65_535, 65_536];
    private static readonly int[] Sizes = [1, 2, 3, 8, 9, 16, 17, 31, 33, 100, 1000, 4096, 65_000, 65_536];
    private static readonly int[] Units = [1, 2, 3, 4, 5, 8, 9, 16, 17, 31, 32, 33, 64, 65, 255, 1024, 2048, 4095, 4096];
    private static readonly string[] Merges = ["add", "concatenate", "subtract", "multiply", "average", "maximum", "minimum"];

    private static readonly int[] Vocabularies = [1, 2, 100, 65_536, 1_000_000, 8_388_608, 16_777_216, 33_554_432, 50_000_000];

    private readonly HashSet<string> _sound = [];
    private readonly HashSet<string> _refused = [];

    [Theory]
    [InlineData("tokens length=10 vocabulary=33554432|embedding 1 fold=always|lstm 32|dense 1")]
    [InlineData("features length=65000 size=1000|flatten|dense 31")]
    [InlineData("features length=65536 size=65536|lstm 1|dense 1")]
    [InlineData("features length=65536 size=65536|global_average_pooling1d|dense 1")]
    [InlineData("features length=65536 size=65536|attention_weighted_average|dense 1")]
    [InlineData("one_hot length=1 vocabulary=50000000|dense 33|dense 1")]
    [InlineData("tokens length=65536 vocabulary=2|embedding 4096|global_average_pooling1d|dense 1")]
    public void BuffersThatAreTooLargeAreRefused(string lines) => Refused(lines.Split('|'));

    [Fact]
    public void ManyLayersThatAreTooLargeTogetherAreRefused() =>
        Refused(["features length=65536 size=1", .. Enumerable.Repeat("layer_normalization", 200), "global_average_pooling1d", "dense 1"]);

    [Fact]
    public void TheMessageNamesBufferCountAndLimitAtTheLayer()
    {
        Microsoft.CodeAnalysis.Diagnostic diagnostic = Declarations
            .Seqnet("tokens length=10 vocabulary=33554432", "embedding 1 fold=always", "lstm 32", "dense 1").Diagnostics.Single();
        diagnostic.Id.ShouldBe("SEQ021");
        diagnostic.Location.GetLineSpan().StartLinePosition.Line.ShouldBe(4);
        diagnostic.GetMessage(CultureInfo.InvariantCulture).ShouldBe(
            "The model is too large: the number of values of the weights for inference, packed, up to this layer would be 4,303,356,288, and the limit is 2,130,706,431");
    }

    [Fact]
    public void EveryBufferHoldsItsParts()
    {
        Random random = new(Seed);
        int emitted = 0;
        for (int count = 0; count < Models; count++)
        {
            string text = Generate(random);
            NetworkSpec spec = Declarations.Read(text);
            TimeSpan before = Environment.CpuUsage.TotalTime;
            try
            {
                ShapeResult shapes = PlanCheck.Infer(spec);
                IEnumerable<string> words = spec.Layers.Items.Select(layer => layer.Definition.Word);
                if (!shapes.IsSound)
                {
                    _refused.UnionWith(shapes.Errors.Items.Select(error => error.Descriptor.Id));
                    continue;
                }

                NetworkPlan plan = NetworkPlan.Create(spec, shapes);
                CheckPlan(plan);
                bool isNew = words.Any(word => !_sound.Contains(word));
                _sound.UnionWith(words);
                if (isNew || emitted < EmittedModels)
                {
                    emitted++;
                    CheckEmission(spec, shapes, plan);
                }
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Model {count}:\n{text}", exception);
            }

            (Environment.CpuUsage.TotalTime - before).ShouldBeLessThan(Longest, text);
        }

        // Both ends are reached, and every layer.
        _sound.ShouldBe(LayerCatalog.Words, ignoreOrder: true);
        _refused.ShouldContain("SEQ021");
    }

    private static void Refused(string[] lines)
    {
        GeneratorRun run = Declarations.Seqnet(lines);
        run.Result.Exception.ShouldBeNull();
        run.Diagnostics.Select(diagnostic => diagnostic.Id).ShouldBe(["SEQ021"]);
    }

    private static void CheckPlan(NetworkPlan plan)
    {
        Inside(plan.WeightLength, plan.Weights.Select(weight => (weight.Name, weight.Offset, weight.Shape.Aggregate(1L, (length, extent) => length * extent))));
        foreach (PackedPlan packed in new[] { plan.InferenceWeights, plan.TrainingWeights, plan.Gradients })
        {
            Inside(packed.Length, packed.Entries.Select(entry => (entry.Matrix.Constant, entry.Offset, (long)entry.Matrix.StoredRows * entry.Matrix.Columns.Stride)));
            foreach ((PackedMatrix matrix, _, _, _) in packed.Entries)
            {
                ((long)matrix.Rows * matrix.Columns.Stride).ShouldBeLessThanOrEqualTo(Limits.BufferValues);
            }
        }

        foreach (ProgramPlan program in plan.Programs)
        {
            Inside(program.WorkspaceLength, program.Buffers.Select(buffer => (buffer.Name, buffer.Offset, Extents().Matches($"{buffer.Shape}")
                .Aggregate(1L, (length, extent) => length * long.Parse(extent.Groups[1].Value, CultureInfo.InvariantCulture)))));
            foreach (Tensor tensor in program.Layers.SelectMany(Tensors).Where(tensor => tensor.Buffer == Kernels.BufferKind.Workspace))
            {
                long last = tensor.OffsetValue + ((program.Rows - 1L) * tensor.RowStride) + ((tensor.Steps - 1L) * tensor.Stride) + tensor.Size;
                last.ShouldBeLessThanOrEqualTo(program.WorkspaceLength, ExpressionPrinter.Print(tensor.Offset));
            }
        }

        ((long)plan.LookupRowLength * plan.TileRows).ShouldBeLessThanOrEqualTo(Limits.BufferValues);
        plan.Lookups.Sum(lookup => (long)lookup.Steps * lookup.Stride).ShouldBe(plan.LookupRowLength);
    }

    private static IEnumerable<Tensor> Tensors(LayerPlan layer)
    {
        IEnumerable<Tensor?> all =
        [
            layer.Output, layer.Output.Gradient, layer.Output.Mask,
            .. layer.InitialStates.Concat(layer.FinalStates).Concat(layer.StreamStates).SelectMany(state => new[] { state.Slot, state.Gradient }),
            .. layer.EndStates.Select(state => state.Values), .. layer.StateGradients.Select(gradient => gradient.Gradient),
            .. layer.ForwardPhases.Concat(layer.BackwardPhases).Select(phase => phase.Sums),
            .. layer.MovingStatistics.Select(statistic => statistic.Values),
        ];
        return all.OfType<Tensor>();
    }

    /// <summary>Parts lie one after the other and inside the buffer.</summary>
    private static void Inside(long length, IEnumerable<(string Name, int Offset, long Length)> parts)
    {
        length.ShouldBeInRange(0, Limits.BufferValues);
        long end = 0;
        foreach ((string name, int offset, long partLength) in parts)
        {
            ((long)offset).ShouldBeGreaterThanOrEqualTo(end, name);
            (offset % Line.Length).ShouldBe(0, name);
            partLength.ShouldBeGreaterThan(0, name);
            end = offset + partLength;
        }

        end.ShouldBeLessThanOrEqualTo(length);
    }

    private static void CheckEmission(NetworkSpec spec, ShapeResult shapes, NetworkPlan plan)
    {
        string text = ModelEmitter.Emit(spec, shapes, Target.Named(null)).File.Text;
        string[] written = [.. Constants().Matches(text).Select(match => $"{match.Groups[1].Value} = {match.Groups[2].Value}")];
        string[] planned =
        [
            .. plan.Weights.Select(weight => $"{weight.Constant.Split('.')[^1]} = {weight.Offset}"),
            .. new[] { plan.InferenceWeights, plan.TrainingWeights, plan.Gradients }.SelectMany(packed => packed.Entries).Select(entry => $"{entry.Matrix.Name} = {entry.Offset}"),
            .. plan.Programs.SelectMany(program => program.Buffers).Select(buffer => $"{buffer.Name} = {buffer.Offset}"),
        ];
        written.Order(StringComparer.Ordinal).ShouldBe(planned.Order(StringComparer.Ordinal));
        foreach (Match number in Numbers().Matches(text))
        {
            long value = long.Parse(number.Value, CultureInfo.InvariantCulture);
            value.ShouldBeInRange(-65_536, int.MaxValue, number.Value);
        }
    }

    /// <summary>A model of some layers after an input, perhaps with a second branch, every size out of the extremes.</summary>
    private static string Generate(Random random)
    {
        List<string> lines = ["model M" + (random.Next(4) == 0 ? " weights=bfloat16" : "")];
        bool branches = random.Next(3) == 0;
        if (branches)
        {
            lines.Add("branch a");
            lines.Add($"features length={Of(Steps)} size={Of(Sizes)}{Mask()}");
            lines.Add(random.Next(2) == 0 ? $"dense {Of(Units)} name=x" : $"lstm {Of(Units)} return_sequences=true name=x");
            lines.Add("branch b");
        }

        switch (random.Next(4))
        {
            case 0:
                lines.Add($"tokens length={Of(Steps)} vocabulary={Of(Vocabularies)}{Mask()}");
                lines.Add($"embedding {Of(Units)} fold={(random.Next(2) == 0 ? "always" : "auto")} mask_zero={(random.Next(2) == 0 ? "true" : "false")}");
                break;
            case 1:
                lines.Add($"one_hot length={Of(Steps)} vocabulary={Of(Vocabularies)}{Mask()}");
                lines.Add(random.Next(3) switch { 0 => $"gru {Of(Units)} return_sequences=true", 1 => $"conv1d {Of(Units)} {Of(Steps)} padding=same", _ => $"dense {Of(Units)}" });
                break;
            case 2:
                lines.Add($"features size={Of(Sizes)}");
                lines.Add(random.Next(2) == 0 ? $"repeat_vector {Of(Steps)}" : $"dense {Of(Units)}");
                break;
            default:
                lines.Add($"features length={Of(Steps)} size={Of(Sizes)}{Mask()}");
                break;
        }

        for (int layers = random.Next(1, 4); layers > 0; layers--)
        {
            string layer = Layer();
            int times = random.Next(8) == 0 ? random.Next(2, layer.Contains('@') ? 20 : 60) : 1;
            lines.AddRange(Enumerable.Range(0, times).Select(time => layer.Replace("@", $"p{layers}_{time}")));
        }

        if (branches)
        {
            lines.Add(random.Next(5) switch
            {
                0 => "add x",
                1 => "concatenate x",
                2 => "attention x",
                3 => "additive_attention x",
                _ => $"multi_head_attention x {Of(Units)} {Of(Units)}",
            });
        }

        lines.Add(random.Next(3) switch { 0 => "flatten", 1 => "global_average_pooling1d", _ => "activation tanh" });
        lines.Add($"dense {Of(Units)}");
        return string.Join("\n", lines) + "\n";

        string Layer() => random.Next(35) switch
        {
            0 => $"dense {Of(Units)} relu",
            1 => $"lstm {Of(Units)} return_sequences=true" + Cell(),
            2 => $"gru {Of(Units)} return_sequences=true" + Cell(),
            3 => $"simple_rnn {Of(Units)} return_sequences=true" + Cell(),
            4 => $"{random.Next(3) switch { 0 => "peephole_lstm", 1 => "min_gru", _ => $"projected_lstm projection_size={Of(Units)}" }} {Of(Units)} return_sequences=true",
            5 => $"bidirectional {(random.Next(2) == 0 ? "lstm" : "gru")} {Of(Units)} return_sequences=true",
            6 => $"conv1d {Of(Units)} {Of(Steps)} padding={(random.Next(2) == 0 ? "causal" : "same")} dilation_rate={(random.Next(4) == 0 ? Of(Steps) : 1)}",
            7 => $"max_pooling1d {Of(Steps)} padding=same strides={Of(Steps)}",
            8 => $"average_pooling1d {Of(Steps)} padding=same strides={Of(Steps)}",
            9 => "global_max_pooling1d",
            10 => random.Next(2) == 0 ? "global_average_pooling1d" : "attention_weighted_average",
            11 => "layer_normalization",
            12 => "batch_normalization",
            13 => "dropout 0.5",
            14 => "flatten",
            15 => $"repeat_vector {Of(Steps)}",
            16 => "activation softmax",
            17 => "masking 0",
            18 => "spatial_dropout1d 0.1",
            19 => $"dense {Of(Units)} name=@\nactivation tanh\n{Merges[random.Next(Merges.Length)]} @",
            20 => $"zero_padding1d {Of(Steps)} right={Of(Steps)}",
            21 => $"reflection_padding1d {Of(Steps)}",
            22 => $"cropping1d {Of(Steps)} right=0",
            23 => $"up_sampling1d {Of(Steps)}",
            24 => "permute",
            25 => $"reshape -1 length={Of(Steps)}",
            26 => $"prelu shared_axes={(random.Next(2) == 0 ? "none" : "both")}",
            27 => random.Next(2) == 0 ? "softmax axis=1" : "log_softmax axis=1",
            28 => random.Next(3) switch { 0 => "glu", 1 => "magnitude", _ => "glu axis=1" },
            29 => random.Next(3) switch { 0 => "relu max_value=6", 1 => "leaky_relu 0.1", _ => "elu 0.5" },
            30 => $"depthwise_conv1d {Of(Steps)} padding=same depth_multiplier={Of(Units)}",
            31 => $"separable_conv1d {Of(Units)} {Of(Steps)} padding=causal",
            32 => $"conv1d_transpose {Of(Units)} {Of(Steps)} strides={Of(Steps)}",
            33 => random.Next(2) == 0 ? $"slice {random.Next(3)} {Of(Units)}" : $"rescaling 0.5 offset=1 per_channel={(random.Next(2) == 0 ? "true" : "false")}",
            _ => $"dense {Of(Units)} name=@\nactivation tanh\n{(random.Next(2) == 0 ? "attention @" : "additive_attention @")}",
        };

        int Of(int[] extremes) => random.Next(8) == 0 ? random.Next(1, extremes[^1] + 1) : extremes[random.Next(extremes.Length)];
        string Mask() => random.Next(3) == 0 ? " mask=true" : "";
        string Cell() => random.Next(3) switch { 0 => " dropout=0.1 recurrent_dropout=0.1", 1 => " return_state=false go_backwards=true", _ => "" };
    }

    [GeneratedRegex(@"\[(\d+)\]")]
    private static partial Regex Extents();

    [GeneratedRegex(@"public const int (\w+) = (-?\d+);")]
    private static partial Regex Constants();

    /// <summary>Whole numbers that stand by themselves: no part of a name or of a fraction.</summary>
    [GeneratedRegex(@"(?<![\w.,-])-?\d+(?![\w.,])")]
    private static partial Regex Numbers();
}
