using System.Text;
using Microsoft.CodeAnalysis.Text;
using SeqGen.Generator.Diagnostics;
using SeqGen.Generator.Emission;
using SeqGen.Generator.Layers;
using SeqGen.Generator.Model;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Parsing;
using SeqGen.Generator.Scheduling;
using SeqGen.Generator.Shapes;
using SeqGen.Generator.Syntax;
using SeqGen.Generator.Testing;

namespace SeqGen.Generator.Tests;

/// <summary>Tests that run alone, because they keep a core busy.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public class AloneCollection;

/// <summary>No .seqnet file makes the reader, the spec, the shapes or the emission throw, and every mistake has a place in the file.</summary>
[Collection("Alone")]
public class FuzzTests
{
    private const int Inputs = 120_000;
    private const int EmittedModels = 100;
    private const int SourceInputs = 300;
    private const int Seed = 20_240_611;

    private static readonly string[] Fragments =
    [
        "model", "namespace", "loss", "true", "false", "A.B", "class", "=", "==", "#", "\"", "\"a b\"", "(", ")", ",", "elu(0.3)", "elu(", "uniform(-1,1)",
        "uniform(1,-1)", "gelu(tanh)", "hard_sigmoid(keras2)", "relu(relu(1))", "softmax", "sigmoid", "0", "1", "3", "4096", "4097", "65536", "50000000",
        "2147483647", "2147483648", "-2147483649", "99999999999999999999", "1e400", "-1e-400", "0.5", ".", "-", "+", "1_0", "_1", "1._", "NaN", "input", "error",
        "lstm", "gru", "concat", "return_sequences=true", "return_state=true", "mask_zero=true", "from_logits=true", "name=a", "name=A_", "seed=-1", "internal", "accessibility=internal", "record", "file", "required", "@class", "\\u0041", "\u0301", "\u200D", "\u2167", "weights=bfloat16", "gates=precise", "gates=coarse", "stream_block=3",
        " ", "\t", "\n", "\r", "\r\n", "\0", "\uFEFF", "\u2028", "\uD800", "\u00E9", "\U0001F600", "'", "{0}", "\\",
    ];

    private static readonly string[] Starts =
    [
        "model M\ntokens length=20 vocabulary=100\nembedding 8 mask_zero=true\nbidirectional lstm 4 return_sequences=true\ngru 3\ndense 1 sigmoid\nloss binary_crossentropy\n",
        "model M\nnamespace A.B\nfeatures size=3 length=5 mask=true\nmasking 0.5\nsimple_rnn 4 relu go_backwards=true return_sequences=true\ndropout 0.1\nflatten\ndense 2 softmax\nloss categorical_crossentropy\n",
        "model M weights=bfloat16 gates=precise\none_hot length=9 vocabulary=4\ngru 4 return_sequences=true reset_after=false\nactivation elu(0.3)\ndense 4\nloss huber\nmodel N\nfeatures size=3\ndense 1\n",
    ];

    private readonly List<(NetworkSpec Spec, ShapeResult Shapes)> _sound = [];

    /// <summary>The sound models that were the first with a layer.</summary>
    private readonly List<(NetworkSpec Spec, ShapeResult Shapes)> _firstOfLayers = [];

    /// <summary>The layers of sound models.</summary>
    private readonly HashSet<string> _words = [];

    [Fact]
    public void NothingThrows()
    {
        Random random = new(Seed);
        for (int count = 0; count < Inputs; count++)
        {
            string text = (count % 3) switch
            {
                0 => Mutate(Starts[random.Next(Starts.Length)], random),
                1 => Generate(random),
                _ => Soup(random),
            };
            try
            {
                Check(text);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Input {count}:\n{text}", exception);
            }
        }

        // The inputs must reach the far end as well, not only the reader.
        _sound.Count.ShouldBeGreaterThan(Inputs / 50);
        _words.ShouldBe(Words, ignoreOrder: true);
    }

    /// <summary>All layers, and the one that stands around others.</summary>
    private static string[] Words => [.. LayerCatalog.Words, TimeDistributedLayer.Argument];

    [Fact]
    public void EmissionDoesNotThrow()
    {
        Random random = new(Seed);
        for (int count = 0; count < Inputs && (_sound.Count < EmittedModels || _words.Count < Words.Length); count++)
        {
            Check(Generate(random));
        }

        _words.ShouldBe(Words, ignoreOrder: true);
        foreach ((NetworkSpec spec, ShapeResult shapes) in _sound.Take(EmittedModels).Concat(_firstOfLayers))
        {
            ModelEmitter.Emit(spec, shapes, Target.Named(null)).File.Text.Length.ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void BrokenSourceDoesNotThrow()
    {
        const string Source = """
            using SeqGen;
            namespace A.B;
            [SequenceModel]
            [Tokens(Length = 5, Vocabulary = 9, Padding = SequenceSide.Post)]
            [Embedding(3, EmbeddingsInitializer = "uniform(-1,1)"), Bidirectional(Cell.Gru, units: 3, ReturnSequences = true)]
            [Dense(1, Activation.Sigmoid, KernelL2 = 0.5)]
            [Loss(LossFunction.BinaryCrossentropy)]
            public partial class M;
            """;
        Random random = new(Seed);
        GeneratorHarness project = new();
        for (int count = 0; count < SourceInputs; count++)
        {
            string text = Mutate(Source, random);
            GeneratorRun run = project.SetSource("Model.cs", text).Run();
            run.Result.Exception.ShouldBeNull(text);
        }
    }

    /// <summary>Arguments of every kind in every place of every attribute: what the compiler takes as a constant, and what it refuses.</summary>
    [Fact]
    public void OddArgumentsDoNotThrow()
    {
        string[] values =
        [
            "null", "null!", "default", "(string)null!", "\"\"", "\"\\0\"", "\"a(\"", "\"\\uD800\"", "int.MaxValue", "int.MinValue", "-1", "double.NaN", "double.PositiveInfinity", "1e-320", "float.NaN", "1L", "'a'", "(byte)3",
            "true", "typeof(M)", "typeof(System.Collections.Generic.List<>)", "(System.DayOfWeek)99", "System.DayOfWeek.Monday", "new int[] { 1, 2 }", "new string[] { \"a\", null }", "new object[] { null, typeof(int) }", "(string[])null",
            "new[] { new[] { 1 } }", "Missing", "nameof(M)", "nameof(", "1 / 0", "Activation.Relu", "Cell.Gru", "(Cell)99", "Padding.Causal", "(SequenceSide)(-1)", "M.Own", "(int)1e20", "checked(int.MaxValue + 1)", "[1, 2]", "[]", "\"a\" + null", "x => x", "$\"{1}\"", "@class",
        ];
        string[] words = [.. LayerCatalog.Words, "loss", "branch", "sequence_model"];
        Random random = new(Seed);
        for (int count = 0; count < SourceInputs; count++)
        {
            IEnumerable<string> attributes = Enumerable.Range(0, random.Next(1, 5)).Select(_ =>
            {
                string word = words[random.Next(words.Length)];
                IEnumerable<string> known = LayerCatalog.Find(word)?.Arguments.Select(argument => argument.Name) ?? ["weights", "name", "function"];
                IEnumerable<string> arguments = Enumerable.Range(0, random.Next(5)).Select(_ =>
                {
                    string name = TwoLanguagesTests.PascalCase(known.ElementAt(random.Next(known.Count())));
                    string value = values[random.Next(values.Length)];
                    return random.Next(4) switch { 0 => value, 1 => $"{char.ToLowerInvariant(name[0])}{name[1..]}: {value}", 2 => $"{name}x = {value}", _ => $"{name} = {value}" };
                });
                return $"{TwoLanguagesTests.PascalCase(word)}({string.Join(", ", arguments)})";
            });
            string text = $"using SeqGen;\n[SequenceModel, Features(Size = 2), {string.Join(", ", attributes)}]\npublic partial class M {{ const string Own = \"relu\"; }}\n[{string.Join(", ", attributes)}] partial class M;\n";
            GeneratorRun run = GeneratorHarness.RunSource(text);
            run.Result.Exception.ShouldBeNull(text);
            run.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Id != "SEQ029", text);
        }
    }

    /// <summary>Files that hold no text to speak of, or too much.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF")]
    [InlineData("\r")]
    [InlineData("\r\n\r\n")]
    [InlineData("\0\0\0")]
    [InlineData("\uFEFFmodel M\rfeatures size=3\rdense 1\r")]
    [InlineData("model M\u2028features size=3\u2029dense 1\u0085")]
    [InlineData("model M\nloss huber\nloss huber\n")]
    [InlineData("model M\nbranch a\n")]
    [InlineData("model M\nbranch a from=a\nloss huber")]
    [InlineData("model M\nadd M\nloss huber")]
    [InlineData("model @class\nnamespace @a.@b\nfeatures size=1\ndense 1 name=@a")]
    [InlineData("model \\u0041\nfeatures size=1\ndense 1")]
    [InlineData("model A\u200D\nfeatures size=1\ndense 1")]
    [InlineData("model A\uD801\uDC00\nfeatures size=1\ndense 1")]
    [InlineData("model a\u0301\u0302\nnamespace \u00E9.e\u0301\nfeatures size=1\ndense 1")]
    public void OddFileDoesNotThrow(string text)
    {
        GeneratorRun run = new GeneratorHarness("\u0301.-").SetFile("Odd.seqnet", text).SetFile("Good.seqnet", "model Good\nfeatures size=3\ndense 1\n").Run();
        run.Result.Exception.ShouldBeNull();
        run.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Id != "SEQ029");
        run.OutputsOf<NetworkSpec>(TrackingNames.Spec).ShouldContain(spec => spec.Name == "Good");
        run.CompilerDiagnostics.ShouldBeEmpty();
    }

    [Fact]
    public void HugeFileDoesNotThrow()
    {
        string lines = string.Concat(Enumerable.Repeat("dense 3 relu # a line of many\r\n", 100_000));
        string word = new('a', 1_000_000);
        foreach (string text in new[] { $"model M\nfeatures size=3\n{lines}", $"model {word}\n{word} {word}={word}({word}\n", $"model M\nfeatures size=3\ndense {new string('9', 1_000_000)} name=\"{word}\"" })
        {
            GeneratorRun run = GeneratorHarness.RunSeqnet(text);
            run.Result.Exception.ShouldBeNull();
            run.Diagnostics.ShouldNotBeEmpty();
            run.Diagnostics.ShouldAllBe(diagnostic => diagnostic.Id != "SEQ029");
        }
    }

    [Theory]
    [InlineData("[SequenceModel] struct M;")]
    [InlineData("[SequenceModel] enum M;")]
    [InlineData("class M { [SequenceModel] void Method() { } }")]
    [InlineData("[SequenceModel] partial record struct M;")]
    [InlineData("[SequenceModel, Features(Size = 1), Dense(] partial class M;")]
    [InlineData("[SequenceModel, Features(Size = 1), Dense(units: , 1, 2, 3)] partial class M;")]
    [InlineData("[SequenceModel, Features(Size = 1), Dense(new int[1], Name = null)] partial class M;")]
    [InlineData("[SequenceModel, Features(Size = int.MaxValue + 1), Dense(typeof(M), Seed = (int)1e9)] partial class M;")]
    [InlineData("[SequenceModel, Layer, Recurrent(1), Input] partial class M;")]
    public void OddSourceDoesNotThrow(string text) =>
        GeneratorHarness.RunSource($"using SeqGen;\n{text}").Result.Exception.ShouldBeNull();

    /// <summary>Reads, builds, follows the shapes, and keeps the sound models.</summary>
    private void Check(string text)
    {
        SourceText source = SourceText.From(text);
        SeqnetFile file = SeqnetParser.Parse("Fuzz.seqnet", source, null);
        CheckPlaces(file.Problems, text);
        foreach (ModelSyntax model in file.Models)
        {
            ReadResult read = SpecReader.Read(model);
            CheckPlaces(read.Problems, text);
            if (read.Spec is not { } spec)
            {
                read.Problems.Count.ShouldBeGreaterThan(0);
                continue;
            }

            ShapeResult shapes = ShapeInference.Infer(spec);
            foreach (ShapeError error in shapes.Errors)
            {
                CheckPlace(read.Positions.Find(error.Layer, error.Argument), text);
            }

            if (shapes.IsSound)
            {
                shapes.Outputs.Count.ShouldBe(spec.Layers.Count);
                _sound.Add((spec, shapes));
                int known = _words.Count;
                _words.UnionWith(spec.Layers.Items.Select(layer => layer.Definition.Word));
                if (_words.Count > known)
                {
                    _firstOfLayers.Add((spec, shapes));
                }
            }
        }
    }

    private static void CheckPlaces(EquatableArray<Diagnostics.Problem> problems, string text)
    {
        foreach (Diagnostics.Problem problem in problems)
        {
            CheckPlace(problem.Position, text);
            if (problem.ToDiagnostic().GetMessage(System.Globalization.CultureInfo.InvariantCulture).Length == 0)
            {
                throw new InvalidOperationException($"{problem.Descriptor.Id} has no message");
            }
        }
    }

    private static void CheckPlace(SourcePosition position, string text)
    {
        if (position.Span.End > text.Length)
        {
            throw new InvalidOperationException($"{position} lies outside of the file");
        }
    }

    /// <summary>A few random insertions, deletions, replacements and swaps.</summary>
    private static string Mutate(string start, Random random)
    {
        StringBuilder text = new(start);
        for (int edits = random.Next(1, 5); edits > 0; edits--)
        {
            int place = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0:
                    text.Insert(place, Fragments[random.Next(Fragments.Length)]);
                    break;
                case 1:
                    text.Remove(place, Math.Min(random.Next(1, 12), text.Length - place));
                    break;
                case 2:
                    text[place] = (char)random.Next(1, 128);
                    break;
                default:
                    (int other, char kept) = (random.Next(text.Length), text[place]);
                    text[place] = text[other];
                    text[other] = kept;
                    break;
            }

            if (text.Length == 0)
            {
                text.Append('#');
            }
        }

        return text.ToString();
    }

    /// <summary>Lines of known layers with known arguments and values that sometimes fit; layers name those above them.</summary>
    private static string Generate(Random random)
    {
        StringBuilder text = new("model M\n");
        List<string> above = [];
        Append(random.Next(6) switch { 4 => "tokens max_length=5 vocabulary=9\nembedding 3", 5 => "features size=3 max_length=5", 0 => "tokens length=5 vocabulary=9\nembedding 3", 1 => "one_hot length=5 vocabulary=9\ndense 3", 2 => "features size=3 length=5", _ => "features size=3" });
        for (int lines = random.Next(1, 5); lines > 0; lines--)
        {
            LayerDefinition layer = LayerCatalog.All[random.Next(LayerCatalog.All.Length)];
            Append(random.Next(8) switch { 0 => $"branch b from={Name(above, random)}", 1 => $"branch n{random.Next(5)}\nfeatures size=3 length=5", _ => "" });
            IEnumerable<string> arguments = layer.Arguments
                .Where(argument => argument.Required ? random.Next(20) != 0 : random.Next(8) == 0)
                .Select(argument => $" {argument.Name}={Value(argument, above, random)}");
            Append(layer.Word + string.Concat(arguments));
        }

        return text.ToString();

        void Append(string lines)
        {
            foreach (string line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                text.Append(line).Append('\n');
                string word = line.Split(' ')[0];
                int before = above.Count(name => name == word || name.StartsWith(word + "_", StringComparison.Ordinal));
                above.Add(before == 0 ? word : $"{word}_{before}");
            }
        }
    }

    /// <summary>Most often the name of something above.</summary>
    private static string Name(List<string> above, Random random) => random.Next(4) == 0 ? $"n{random.Next(5)}" : above[random.Next(above.Count)];

    private static string Value(ArgumentDefinition argument, List<string> above, Random random) => argument.Type switch
    {
        _ when random.Next(20) == 0 => Fragments[random.Next(Fragments.Length)],
        ArgumentType.Integer => $"{random.Next(1, 9)}",
        ArgumentType.Number => "0.5",
        ArgumentType.Flag => random.Next(2) == 0 ? "true" : "false",
        ArgumentType.Name => $"n{random.Next(5)}",
        ArgumentType.Layer => Name(above, random),
        ArgumentType.State when random.Next(2) == 0 => Name(above, random),
        _ => argument.Words[random.Next(argument.Words.Length)],
    };

    /// <summary>Fragments in any order.</summary>
    private static string Soup(Random random)
    {
        StringBuilder text = new(random.Next(2) == 0 ? "model M\n" : "");
        for (int count = random.Next(30); count > 0; count--)
        {
            text.Append(random.Next(3) == 0 ? LayerCatalog.Words[random.Next(LayerCatalog.Words.Length)] : Fragments[random.Next(Fragments.Length)]);
            text.Append(random.Next(4) switch { 0 => "", 1 => "\n", _ => " " });
        }

        return text.ToString();
    }
}
