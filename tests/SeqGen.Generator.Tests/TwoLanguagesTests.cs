using System.Text;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Model;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Syntax;
using SeqGen.Generator.Testing;
using SeqGen.Generator.Tests.Harness;
using static SeqGen.Generator.Tests.Harness.Declarations;

namespace SeqGen.Generator.Tests;

/// <summary>Attributes and .seqnet files read into equal specs, for every layer and every option.</summary>
public class TwoLanguagesTests
{
    private static readonly string[] Inputs = ["tokens", "one_hot", "features"];

    /// <summary>Every argument of every layer; several sequences, and layers on each of them, are <see cref="SequencesReadTheSame"/>.</summary>
    public static TheoryData<string, string> Options
    {
        get
        {
            TheoryData<string, string> options = [];
            foreach (LayerDefinition layer in LayerCatalog.All)
            {
                foreach (ArgumentDefinition argument in layer.Arguments.Where(argument => argument.Name is not (TimeDistributedLayer.Argument or "sequences")))
                {
                    options.Add(layer.Word, argument.Name);
                }
            }

            return options;
        }
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void EveryOptionReadsTheSame(string word, string option)
    {
        LayerDefinition layer = LayerCatalog.Find(word)!;
        (Dictionary<string, string> required, Dictionary<string, string> with) = Arguments(layer, option);
        NetworkSpec seqnet = Seqnet(Network(layer, with, SeqnetLine)).Spec();
        NetworkSpec attributes = Attributes(Network(layer, with, AttributeLine)).Spec();
        attributes.ShouldBe(seqnet);
        if (!required.ContainsKey(option))
        {
            seqnet.ShouldNotBe(Seqnet(Network(layer, required, SeqnetLine)).Spec(), "the option must change the spec");
        }
    }

    [Fact]
    public void BranchesReadTheSame()
    {
        NetworkSpec seqnet = Seqnet(
            "branch source", "tokens length=4 vocabulary=7", "embedding 3", "lstm 4 name=encoder",
            "branch target", "features length=5 size=2", "lstm 4 initial_state=encoder", "branch last from=lstm", "dense 9").Spec();
        seqnet.Sources.Items.Select(sources => string.Join(" ", sources.Inputs) + (sources.State is { } state ? $" states of {state}" : ""))
            .ShouldBe(["", "0", "1", "", "3 states of 2", "4"]);
        NetworkSpec attributes = Attributes(
            "Branch(\"source\")", "Tokens(Length = 4, Vocabulary = 7)", "Embedding(3)", "Lstm(4, Name = \"encoder\")",
            "Branch(\"target\")", "Features(Length = 5, Size = 2)", "Lstm(4, InitialState = \"encoder\")", "Branch(\"last\", From = \"lstm\")", "Dense(9)").Spec();
        attributes.ShouldBe(seqnet);
    }

    [Fact]
    public void DefaultsReadTheSame()
    {
        NetworkSpec seqnet = Seqnet("tokens length=5 vocabulary=9", "embedding 3", "lstm 4", "dense 2").Spec();
        Attributes("Tokens(Length = 5, Vocabulary = 9)", "Embedding(3)", "Lstm(4)", "Dense(2)").Spec().ShouldBe(seqnet);
        seqnet.Layers.Select(layer => layer.Name).ShouldBe(["tokens", "embedding", "lstm", "dense"]);
        LstmLayer lstm = seqnet.Layers[2].ShouldBeOfType<LstmLayer>();
        lstm.UnitForgetBias.ShouldBeTrue();
        lstm.Options.Activation.ShouldBe(new ActivationSpec(ActivationKind.Tanh));
        lstm.Options.RecurrentActivation.ShouldBe(new ActivationSpec(ActivationKind.Sigmoid));
        lstm.Options.RecurrentInitializer.ShouldBe(new InitializerSpec(Model.InitializerKind.Orthogonal));
    }

    [Theory]
    [InlineData("linear", "Activation.Linear")]
    [InlineData("relu", "Activation.Relu")]
    [InlineData("sigmoid", "Activation.Sigmoid")]
    [InlineData("tanh", "Activation.Tanh")]
    [InlineData("softmax", "Activation.Softmax")]
    [InlineData("elu", "Activation.Elu")]
    [InlineData("elu(1)", "\"elu\"")]
    [InlineData("elu(0.3)", "\"elu(0.3)\"")]
    [InlineData("selu", "Activation.Selu")]
    [InlineData("gelu", "Activation.Gelu")]
    [InlineData("gelu(tanh)", "Activation.GeluTanh")]
    [InlineData("silu", "Activation.Silu")]
    [InlineData("swish", "Activation.Silu")]
    [InlineData("softplus", "Activation.Softplus")]
    [InlineData("softsign", "Activation.Softsign")]
    [InlineData("log_space", "Activation.LogSpace")]
    [InlineData("exponential", "Activation.Exponential")]
    [InlineData("log_softmax", "Activation.LogSoftmax")]
    [InlineData("mish", "Activation.Mish")]
    [InlineData("hard_silu", "Activation.HardSilu")]
    [InlineData("hard_swish", "Activation.HardSilu")]
    [InlineData("celu(1)", "Activation.Celu")]
    [InlineData("clip(-0.5, 2)", "\"clip(-0.5,2)\"")]
    [InlineData("soft_shrink", "\"soft_shrink(0.5)\"")]
    [InlineData("hard_shrink(0.2)", "\"hard_shrink(0.2)\"")]
    [InlineData("squareplus(4)", "Activation.Squareplus")]
    [InlineData("leaky_relu", "\"leaky_relu(0.2)\"")]
    [InlineData("leaky_relu(0.1)", "\"leaky_relu( 0.1 )\"")]
    [InlineData("hard_sigmoid", "\"hard_sigmoid(keras3)\"")]
    [InlineData("hard_sigmoid(keras2)", "Activation.HardSigmoidKeras2")]
    public void ActivationsReadTheSame(string word, string constant)
    {
        NetworkSpec seqnet = Seqnet("features size=3", $"dense 2 {word}").Spec();
        Attributes("Features(Size = 3)", $"Dense(2, {constant})").Spec().ShouldBe(seqnet);
        Attributes("Features(Size = 3)", $"Dense(activation: {constant}, units: 2)").Spec().ShouldBe(seqnet);
        string written = ((DenseLayer)seqnet.Layers[1]).Activation.ToString();
        Seqnet("features size=3", $"dense 2 {written}").Spec().ShouldBe(seqnet);
    }

    [Theory]
    [InlineData("zeros", "Initialize.Zeros")]
    [InlineData("ones", "Initialize.Ones")]
    [InlineData("glorot_uniform", "Initialize.GlorotUniform")]
    [InlineData("orthogonal", "Initialize.Orthogonal")]
    [InlineData("uniform", "Initialize.Uniform")]
    [InlineData("random_uniform", "\"uniform(-0.05, 0.05)\"")]
    [InlineData("uniform(-0.1, 0.2)", "\"uniform(-0.1,0.2)\"")]
    public void InitializersReadTheSame(string word, string constant)
    {
        NetworkSpec seqnet = Seqnet("features size=3", $"dense 2 kernel_initializer={word}").Spec();
        Attributes("Features(Size = 3)", $"Dense(2, KernelInitializer = {constant})").Spec().ShouldBe(seqnet);
        string written = ((DenseLayer)seqnet.Layers[1]).Kernel.KernelInitializer.ToString();
        Seqnet("features size=3", $"dense 2 kernel_initializer={written}").Spec().ShouldBe(seqnet);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("weights=bfloat16", "Weights = WeightFormat.BFloat16")]
    [InlineData("gates=precise", "Gates = GateForm.Precise")]
    [InlineData("gates=coarse", "Gates = GateForm.Coarse")]
    [InlineData("gates=fast weights=bfloat16", "Weights = WeightFormat.BFloat16, Gates = GateForm.Fast")]
    public void ModelOptionsReadTheSame(string words, string constants)
    {
        NetworkSpec seqnet = GeneratorHarness.RunSeqnet($"model Model {words} # of the whole model\nnamespace Test\nfeatures size=3\ndense 2\n").Spec();
        NetworkSpec attributes = GeneratorHarness.RunSource(
            $"using SeqGen;\nnamespace Test;\n[SequenceModel({constants}), Features(Size = 3), Dense(2)]\npublic partial class Model;\n").Spec();
        attributes.ShouldBe(seqnet);
        seqnet.Options.Weights.ShouldBe(words.Contains("bfloat16") ? Model.WeightFormat.BFloat16 : Model.WeightFormat.Float32);
        seqnet.Options.Gates.ShouldBe(words.Contains("precise") ? Model.GateForm.Precise : words.Contains("coarse") ? Model.GateForm.Coarse : Model.GateForm.Fast);
    }

    [Theory]
    [InlineData("binary_crossentropy", "LossFunction.BinaryCrossentropy", "sigmoid")]
    [InlineData("categorical_crossentropy", "LossFunction.CategoricalCrossentropy", "softmax")]
    [InlineData("sparse_categorical_crossentropy", "LossFunction.SparseCategoricalCrossentropy", "softmax")]
    [InlineData("mean_squared_error", "LossFunction.MeanSquaredError", "tanh")]
    [InlineData("mean_absolute_error", "LossFunction.MeanAbsoluteError", "relu")]
    [InlineData("huber", "LossFunction.Huber", "linear")]
    [InlineData("mse", "\"mse\"", "tanh")]
    [InlineData("mae", "\"mean_absolute_error\"", "tanh")]
    [InlineData("bce", "\"bce\"", "sigmoid")]
    [InlineData("binary_crossentropy from_logits=true", "LossFunction.BinaryCrossentropy, FromLogits = true", "linear")]
    public void LossesReadTheSame(string words, string constants, string activation)
    {
        NetworkSpec seqnet = Seqnet("features size=3", $"dense 2 {activation}", $"loss {words}").Spec();
        Attributes("Features(Size = 3)", $"Dense(2, \"{activation}\")", $"Loss({constants})").Spec().ShouldBe(seqnet);
        seqnet.Outputs[0].Loss!.Word.ShouldBe(Loss.FromName(words.Split(' ')[0]).Name);
        seqnet.Outputs[0].Loss!.FromLogits.ShouldBe(words.Contains("from_logits"));
    }

    [Fact]
    public void SequencesReadTheSame()
    {
        NetworkSpec seqnet = Seqnet(
            "tokens length=5 vocabulary=8 sequences=3", "embedding 3 time_distributed=true", "conv1d 4 3 relu time_distributed=true seed=5", "global_max_pooling1d time_distributed=true trainable=false", "lstm 2").Spec();
        Attributes(
            "Tokens(Length = 5, Vocabulary = 8, Sequences = 3)", "Embedding(3, TimeDistributed = true)", "Conv1D(4, 3, Activation.Relu, TimeDistributed = true, Seed = 5)",
            "GlobalMaxPooling1D(TimeDistributed = true, Trainable = false)", "Lstm(2)").Spec().ShouldBe(seqnet);
        seqnet.Layers.Select(layer => layer.Name).ShouldBe(["tokens", "time_distributed", "time_distributed_1", "time_distributed_2", "lstm"]);
        Seqnet("features length=4 size=2 sequences=3", "lstm 2 time_distributed=true").Spec()
            .ShouldBe(Attributes("Features(Length = 4, Size = 2, Sequences = 3)", "Lstm(2, TimeDistributed = true)").Spec());
    }

    [Fact]
    public void OutputsReadTheSame()
    {
        NetworkSpec seqnet = Seqnet(
            "features size=3", "dense 4 name=body", "dense 2 softmax name=p", "branch q from=body", "dense 1", "output q", "output p categorical_crossentropy loss_weight=0.25", "output body huber").Spec();
        Attributes(
            "Features(Size = 3)", "Dense(4, Name = \"body\")", "Dense(2, Activation.Softmax, Name = \"p\")", "Branch(\"q\", From = \"body\")", "Dense(1)",
            "Output(\"q\")", "Output(\"p\", LossFunction.CategoricalCrossentropy, LossWeight = 0.25)", "Output(\"body\", \"huber\")").Spec().ShouldBe(seqnet);
        seqnet.Outputs.Items.Select(output => $"{output.Name} {output.Layer} {output.Loss?.Word} {output.LossWeight}").ShouldBe(["q 3  1", "p 2 categorical_crossentropy 0.25", "body 1 huber 1"]);
    }

    /// <summary>The lines of a model in which some options of a layer are not its defaults.</summary>
    internal static string[] OptionModel(LayerDefinition layer, IEnumerable<string> options)
    {
        Dictionary<string, string> arguments = Arguments(layer, "name").With;
        foreach (string option in options)
        {
            arguments[option] = Arguments(layer, option).With[option];
        }

        return Network(layer, arguments, SeqnetLine);
    }

    /// <summary>The required arguments alone, and with one option that is not its default.</summary>
    private static (Dictionary<string, string> Required, Dictionary<string, string> With) Arguments(LayerDefinition layer, string option)
    {
        Dictionary<string, string> required = layer.Arguments
            .Where(argument => argument.Required)
            .ToDictionary(argument => argument.Name, argument => Sample(argument, option));
        Dictionary<string, string> with = new(required) { [option] = Sample(layer.Arguments.Single(argument => argument.Name == option), option) };
        foreach (ArgumentDefinition other in layer.Arguments.Where(argument => argument.Instead == option))
        {
            with.Remove(other.Name);
        }

        if (layer.Word == "features" && option is "padding" or "truncating" or "pad_value" or "mask")
        {
            required["length"] = with["length"] = "9";
        }

        if (option.StartsWith("norm_", StringComparison.Ordinal))
        {
            required["layer_normalization"] = with["layer_normalization"] = "true";
        }

        if (layer.Word == "bidirectional" && option.StartsWith("projection_", StringComparison.Ordinal))
        {
            required["projection_size"] = with["projection_size"] = "8";
        }

        return (required, with);
    }

    /// <summary>A network in which the layer has a place.</summary>
    private static string[] Network(LayerDefinition layer, Dictionary<string, string> arguments, Func<LayerDefinition, Dictionary<string, string>, string> write)
    {
        string line = write(layer, arguments);
        string Default(string word, params (string, string)[] values) => write(LayerCatalog.Find(word)!, values.ToDictionary(pair => pair.Item1, pair => pair.Item2));
        return layer.Word switch
        {
            "tokens" => [line, Default("embedding", ("output_dim", "3"))],
            "one_hot" => [line, Default("gru", ("units", "3"))],
            "features" => [line, Default("dense", ("units", "3"))],
            "embedding" => [Default("tokens", ("length", "5"), ("vocabulary", "9")), line],
            "conv1d" => [Default("features", ("size", "7"), ("length", "50")), line],
            "glu" or "magnitude" => [Default("features", ("size", "4"), ("length", "50")), line],
            "slice" => [Default("features", ("size", "14"), ("length", "50")), line],
            "repeat_vector" => [Default("features", ("size", "3")), line],
            _ => [Default("features", ("size", "3"), ("length", "50")), line],
        };
    }

    private static string SeqnetLine(LayerDefinition layer, Dictionary<string, string> arguments)
    {
        StringBuilder line = new(layer.Word);
        foreach (KeyValuePair<string, string> argument in InOrder(layer, arguments))
        {
            bool positional = layer.Arguments.Single(known => known.Name == argument.Key).Required && !Inputs.Contains(layer.Word);
            line.Append(positional ? $" {argument.Value}" : $" {argument.Key}={argument.Value}");
        }

        return line.ToString();
    }

    private static string AttributeLine(LayerDefinition layer, Dictionary<string, string> arguments)
    {
        IEnumerable<string> written = InOrder(layer, arguments).Select(argument =>
        {
            ArgumentDefinition known = layer.Arguments.Single(candidate => candidate.Name == argument.Key);
            string value = known.Type switch
            {
                ArgumentType.Integer or ArgumentType.Number or ArgumentType.Flag => argument.Value,
                ArgumentType.Word => Member(layer, argument.Key, argument.Value),
                _ => $"\"{argument.Value}\"",
            };
            string name = PascalCase(argument.Key);
            return !known.Positional ? $"{name} = {value}" : known.Required ? value : $"{char.ToLowerInvariant(name[0])}{name[1..]}: {value}";
        });
        return $"{PascalCase(layer.Word)}({string.Join(", ", written)})";
    }

    /// <summary>The member of an attribute's enumeration that a word stands for.</summary>
    private static string Member(LayerDefinition layer, string argument, string word)
    {
        Type type = typeof(LayerAttribute).Assembly.GetType($"SeqGen.{PascalCase(layer.Word)}Attribute", throwOnError: true)!.GetProperty(PascalCase(argument))!.PropertyType;
        return $"{type.Name}.{Enum.GetNames(type).Single(name => Names.ToSnakeCase(name) == word)}";
    }

    private static IEnumerable<KeyValuePair<string, string>> InOrder(LayerDefinition layer, Dictionary<string, string> arguments) =>
        arguments.OrderBy(argument => layer.Arguments.Select(known => known.Name).ToList().IndexOf(argument.Key));

    /// <summary>A value that is not the default and that the layer's other arguments allow.</summary>
    private static string Sample(ArgumentDefinition argument, string option) => argument.Type switch
    {
        ArgumentType.Integer when argument.Minimum < 0 && argument.Name != "seed" => argument.Optional ? "5" : argument.Range()[9..].Split(' ')[0],
        ArgumentType.Integer => argument.Optional ? "8" : "7",
        ArgumentType.Number => "0.25",
        ArgumentType.Flag => argument.Default == "true" ? "false" : "true",
        ArgumentType.Activation => "elu(0.3)",
        ArgumentType.Initializer => "uniform(-0.1,0.2)",
        ArgumentType.Name => "my_layer",
        ArgumentType.Layer => "features",
        _ when argument.Name == "cell" => CellCatalog.All.OrderByDescending(cell => cell.Word == "lstm").FirstOrDefault(cell => cell.Takes(option))?.Word ?? "lstm",
        _ => argument.Words[^1],
    };

    internal static string PascalCase(string name) =>
        string.Concat(name.Split('_').Select(part => $"{char.ToUpperInvariant(part[0])}{part[1..]}")).Replace("1d", "1D", StringComparison.Ordinal);
}
