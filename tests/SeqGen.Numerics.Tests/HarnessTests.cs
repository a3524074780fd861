using System.Text.Json.Nodes;
using SeqGen.Numerics.Tests.Cases;
using SeqGen.Numerics.Tests.Golden;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests;

/// <summary>
/// The conformance harness itself: golden cases that are changed so that they expect too little, something wrong or
/// something unknown. Each must be told from a case that passed.
/// </summary>
public sealed class HarnessTests
{
    private const string Lstm = "lstm_u8_i7_t2_b1_seq_init_state";
    private const string Stored = "lstm_seq_state";
    private const string Both = "bi_simple_rnn_state_init";
    private const string Dense = "dense_leaky_relu_0.2";
    private const string Model = "emb_flatten_dense_adam";

    /// <summary>A change of a case, and what the result must say of it; null where it must pass.</summary>
    private static readonly (string Family, string Case, string Name, Action<JsonObject> Change, string? Says)[] LayerChanges =
    [
        ("rnn_lstm", Lstm, "as it is", _ => { }, null),
        ("rnn_lstm", Lstm, "no states", golden => Remove(golden, "expected/states"), "a final state 0 times instead of 2"),
        ("rnn_lstm", Lstm, "one state", golden => At(golden, "expected/states").AsArray().RemoveAt(1), "a final state 1 times instead of 2"),
        ("rnn_lstm", Lstm, "states are null", golden => golden["expected"]!["states"] = null, "a final state 0 times"),
        ("rnn_lstm", Lstm, "no gradients of the states", golden => Remove(golden, "upstream/states"), "a final state's gradient 0 times"),
        ("rnn_lstm", Lstm, "no gradient of the bias", golden => Remove(golden, "grads/weights/lstm_0/bias"), "nothing of lstm_0/bias"),
        ("rnn_lstm", Lstm, "no gradients of weights", golden => golden["grads"]!["weights"] = new JsonObject(), "nothing of lstm_0/kernel"),
        ("rnn_lstm", Lstm, "no list of gradients", golden => Remove(golden, "grads/weights"), "KeyNotFoundException"),
        ("rnn_lstm", Lstm, "no gradient of the input", golden => Remove(golden, "grads/input"), "the input's gradient 0 times"),
        ("rnn_lstm", Lstm, "no gradients of initial states", golden => Remove(golden, "grads/initial_state"), "an initial state's gradient 0 times instead of 2"),
        ("rnn_lstm", Lstm, "one initial state", golden => At(golden, "initial_state").AsArray().RemoveAt(1), "an initial state 1 times instead of 2"),
        ("rnn_lstm", Lstm, "no output", golden => Remove(golden, "expected/output"), "KeyNotFoundException"),
        ("rnn_lstm", Lstm, "no weight", golden => Remove(golden, "weights/lstm_0/bias"), "the model has the weights"),
        ("rnn_lstm", Lstm, "wrong output", golden => Add(golden, "expected/output", 0.001), "output of row 0 alone"),
        ("rnn_lstm", Lstm, "wrong output of the stream", golden => Add(golden, "expected/output", 0.001), "stream of row 0"),
        ("rnn_lstm", Lstm, "wrong output of a batch", golden => Add(golden, "expected/output", 0.001), "output in training"),
        ("rnn_lstm", Lstm, "wrong state", golden => Add(golden, "expected/states/1", 0.001), "lstm_0/c of row 0 alone"),
        ("rnn_lstm", Lstm, "wrong state of the stream", golden => Add(golden, "expected/states/1", 0.001), "lstm_0/c of the stream of row 0"),
        ("rnn_lstm", Lstm, "wrong gradient of a weight", golden => Add(golden, "grads/weights/lstm_0/recurrent_kernel", 0.001), "gradient of lstm_0/recurrent_kernel"),
        ("rnn_lstm", Lstm, "wrong gradient of the input", golden => Add(golden, "grads/input", 0.001), "gradient of the input"),
        ("rnn_lstm", Lstm, "wrong gradient of a state", golden => Add(golden, "grads/initial_state/0", 0.001), "gradient of the initial lstm_0/h"),
        ("rnn_lstm", Lstm, "unknown option that is off", golden => Config(golden)["peephole"] = false, "option peephole=false of LSTM"),
        ("rnn_lstm", Lstm, "unknown option that is null", golden => Config(golden)["clip"] = null, "option clip=null of LSTM"),
        ("rnn_lstm", Lstm, "unknown option that is zero", golden => Config(golden)["zoneout"] = 0.0, "option zoneout=0 of LSTM"),
        ("rnn_lstm", Lstm, "time_major", golden => Config(golden)["time_major"] = true, "option time_major=true of LSTM"),
        ("rnn_lstm", Lstm, "options with their only value", golden => Options(Config(golden), """{"time_major":false,"dtype":"float32","unroll":true,"implementation":2,"trainable":true,"kernel_constraint":null,"activity_regularizer":null,"bias_initializer":"zeros"}"""), null),
        ("rnn_lstm", Lstm, "a constraint", golden => Config(golden)["kernel_constraint"] = "max_norm", "option kernel_constraint="),
        ("rnn_lstm", Lstm, "another precision", golden => Config(golden)["dtype"] = "float16", "option dtype="),
        ("rnn_lstm", Lstm, "not trainable", golden => Config(golden)["trainable"] = false, "something of lstm_0/kernel, which is no trained weight"),
        ("rnn_lstm", Lstm, "not trainable, without gradients", Freeze, null),
        ("rnn_lstm", Lstm, "arguments of an activation", golden => Config(golden)["activation_args"] = new JsonObject { ["alpha"] = 1.0 }, "argument alpha of activation tanh"),
        ("rnn_lstm", Lstm, "arguments of nothing", golden => Config(golden)["inner_activation_args"] = new JsonObject(), "option inner_activation_args={}"),
        ("rnn_lstm", Lstm, "unknown key of the case", golden => golden["initial_state_biases"] = new JsonObject(), "key initial_state_biases of the case"),
        ("rnn_lstm", Lstm, "unknown key of expected", golden => golden["expected"]!["final_outputs"] = new JsonObject(), "key final_outputs of expected"),
        ("rnn_lstm", Lstm, "final states in two forms", golden => golden["expected"]!["final_states"] = new JsonObject(), "states and final_states"),
        ("stateful_io", Stored, "as it is", _ => { }, null),
        ("stateful_io", Stored, "an initial state less", golden => Remove(golden, "initial_state_weights/lstm_0/initial_state_0"), "initial state lstm_0/initial_state_1 in place 0"),
        ("stateful_io", Stored, "wrong initial state", golden => Add(golden, "initial_state_weights/lstm_0/initial_state_1", 0.01), "output of row 0 alone"),
        ("stateful_io", Stored, "wrong gradient of an initial state", golden => Add(golden, "grads/initial_state_weights/lstm_0/initial_state_0", 0.01), "gradient of lstm_0/initial_state_0"),
        ("stateful_io", Stored, "no gradients of initial states", golden => Remove(golden, "grads/initial_state_weights"), "nothing of lstm_0/initial_state_0"),
        ("stateful_io", Stored, "a final state of no layer", golden => golden["expected"]!["final_states"]!["other/state_0"] = golden["expected"]!["final_states"]!["lstm_0/state_0"]!.DeepClone(), "a final state of no layer"),
        ("rnn_lstm", Lstm, "unknown key of the gradients", golden => golden["grads"]!["mask"] = null, "key mask of grads"),
        ("rnn_lstm", Lstm, "unknown key of a layer", golden => golden["layers"]![0]!["initial_state_from"] = "lstm", "key initial_state_from of a layer"),
        ("rnn_lstm", Lstm, "unknown layer", golden => golden["layers"]![0]!["class_name"] = "MinLSTM", "layer MinLSTM"),
        ("rnn_lstm", Lstm, "unknown propagation of masks", golden => golden["mask_propagation"] = "never", "mask_propagation never"),
        ("rnn_lstm", Lstm, "a tensor of another length", golden => At(golden, "expected/output/data").AsArray().RemoveAt(0), "FormatException"),
        ("rnn_lstm", Lstm, "a tensor of another shape", golden => golden["expected"]!["output"]!["shape"] = new JsonArray(1, 8, 2), "the output has the shape (1, 2, 8) instead of (1, 8, 2)"),
        ("bidirectional", Both, "as it is", _ => { }, null),
        ("bidirectional", Both, "no states", golden => Remove(golden, "expected/states"), "a final state 0 times instead of 2"),
        ("bidirectional", Both, "unknown option", golden => Config(golden)["weights_shared"] = false, "option weights_shared=false of Bidirectional"),
        ("bidirectional", Both, "unknown option inside", golden => Config(golden)["layer"]!["config"]!["clip"] = false, "option clip=false of Bidirectional"),
        ("bidirectional", Both, "unknown key inside", golden => Config(golden)["layer"]!["backward"] = false, "key backward of the layer of Bidirectional"),
        ("bidirectional", Both, "no gradient of one direction", golden => Remove(golden, "grads/weights/bidirectional_0/backward/bias"), "nothing of bidirectional_0/backward/bias"),
        ("dense", Dense, "as it is", _ => { }, null),
        ("dense", Dense, "data_format", golden => Config(golden)["data_format"] = "channels_first", "option data_format=\"channels_first\" of Dense"),
        ("dense", Dense, "unknown activation", golden => Config(golden)["activation"] = "snake", "activation snake"),
        ("dense", Dense, "unknown argument of an activation", golden => Config(golden)["activation_args"]!["threshold"] = null, "argument threshold of activation leaky_relu"),
        ("embedding_mask", "emb_mask_gap", "as it is", _ => { }, null),
        ("embedding_mask", "emb_mask_gap", "no gradient of the table", golden => golden["grads"]!["weights"] = new JsonObject(), "nothing of embedding_0/embeddings"),
    ];

    private static readonly (string Family, string Case, string Name, Action<JsonObject> Change, string? Says)[] ModelChanges =
    [
        ("models", Model, "as it is", _ => { }, null),
        ("models", Model, "no gradient of a weight", golden => Remove(golden, "expected/grads_step1/dense/bias"), "nothing of dense/bias"),
        ("models", Model, "no weight after training", golden => Remove(golden, "expected/weights_after/dense/bias"), "nothing of dense/bias"),
        ("models", Model, "a loss less", golden => At(golden, "expected/step_loss").AsArray().RemoveAt(3), "3 and 4 losses of 4 batches"),
        ("models", Model, "no losses", golden => golden["expected"]!["loss_after_step"] = new JsonArray(), "4 and 0 losses of 4 batches"),
        ("models", Model, "wrong loss", golden => At(golden, "expected/step_loss").AsArray()[3] = 1.0, "loss of step 4"),
        ("models", Model, "wrong weight", golden => Add(golden, "expected/weights_after/dense/bias", 0.001), "dense/bias after training"),
        ("models", Model, "wrong gradient", golden => Add(golden, "expected/grads_step1/dense/bias", 0.001), "first gradient of dense/bias"),
        ("models", Model, "wrong prediction", golden => Add(golden, "expected/prediction_before", 0.001), "prediction before, row 0 alone"),
        ("models", Model, "more than is known", golden => golden["more_outputs"] = new JsonArray(), "key more_outputs of the case"),
        ("models", Model, "weights of samples", golden => golden["batches"]![0]!["sample_weight"] = new JsonObject(), "key sample_weight of a batch"),
        ("models", Model, "unknown option of the loss", golden => golden["loss"]!["gamma"] = 0.0, "option gamma=0 of loss"),
        ("models", Model, "unknown option of the optimizer", golden => golden["optimizer"]!["config"]!["use_ema"] = false, "option use_ema=false of Adam"),
        ("models", Model, "unknown optimizer", golden => golden["optimizer"]!["class_name"] = "Lion", "optimizer Lion"),
        ("models", Model, "unknown loss", golden => golden["loss"]!["loss"] = "poisson", "loss poisson"),
    ];

    private static readonly (string Family, string Case, string Name, Action<JsonObject> Change, string? Says)[] OtherChanges =
    [
        ("losses", "huber_4x1", "as it is", _ => { }, null),
        ("losses", "huber_4x1", "unknown option", golden => golden["config"]!["axis"] = -1, "option axis=-1 of loss"),
        ("losses", "huber_4x1", "option of another loss", golden => golden["config"]!["label_smoothing"] = 0.1, "option label_smoothing of loss huber"),
        ("losses", "huber_4x1", "wrong value", golden => golden["expected"]!["value"] = 7.0, "mean loss"),
        ("losses", "huber_4x1", "wrong gradient", golden => Add(golden, "expected/grad_y_pred", 0.01), "gradient"),
        ("losses", "huber_4x1", "an entry less", golden => Shorten(At(golden, "expected/per_sample").AsObject()), "3 expected losses of 4 entries"),
        ("losses", "huber_4x1", "unknown key", golden => golden["sample_weight"] = null, "key sample_weight of the case"),
        ("optimizers", "sgd", "as it is", _ => { }, null),
        ("optimizers", "sgd", "unknown option", golden => golden["config"]!["jit"] = false, "option jit=false of SGD"),
        ("optimizers", "sgd", "a step less", golden => At(golden, "expected/params_after").AsArray().RemoveAt(4), "of 5 steps"),
        ("optimizers", "sgd", "a variable less", golden => At(golden, "expected/params_after/4").AsArray().RemoveAt(0), "variables"),
        ("schedules", "cosine", "as it is", _ => { }, null),
        ("schedules", "cosine", "unknown option", golden => golden["config"]!["t_mul"] = 2.0, "option t_mul=2 of CosineDecay"),
        ("schedules", "cosine", "a rate less", golden => At(golden, "expected/learning_rate").AsArray().RemoveAt(0), "learning rates of"),
        ("treebank", "", "as it is", _ => { }, null),
        ("treebank", "", "unknown key", golden => golden["convert_parentheses"] = false, "key convert_parentheses of the case"),
        ("treebank", "", "wrong token", golden => golden["expected"]![0] = "no such token", "ShouldAssertException"),
    ];

    [Fact]
    public void Layer_cases_that_expect_too_little_or_something_unknown_do_not_pass() => Check(LayerChanges);

    [Fact]
    public void Model_cases_that_expect_too_little_or_something_unknown_do_not_pass() => Check(ModelChanges);

    [Fact]
    public void Other_cases_that_expect_too_little_or_something_unknown_do_not_pass() => Check(OtherChanges);

    [Theory]
    [InlineData("seqgen-golden-1", "brand_new", "not supported: family brand_new")]
    [InlineData("seqgen-golden-2", "dense", "not supported: format seqgen-golden-2")]
    [InlineData("seqgen-golden-1", "dense", null)]
    public void An_unknown_family_or_format_does_not_pass(string format, string family, string? says)
    {
        foreach (JsonObject golden in new[] { Case("dense", "dense_u1_i1_b1"), Case("schedules", "cosine") })
        {
            bool isLayer = golden.ContainsKey("layers");
            IReadOnlyList<string> open = Run(format, isLayer || says is not null ? family : "schedules", [golden]);
            if (says is null)
            {
                open.ShouldBeEmpty();
            }
            else
            {
                open.ShouldContain(line => line.Contains(says, StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_file_without_cases_or_with_two_of_one_name_does_not_pass()
    {
        Run("seqgen-golden-1", "dense", []).ShouldHaveSingleItem().ShouldContain("no cases");
        Run("seqgen-golden-1", "dense", [Case("dense", "dense_u1_i1_b1"), Case("dense", "dense_u1_i1_b1")]).ShouldHaveSingleItem().ShouldContain("2 cases are called");
    }

    [Fact]
    public void A_report_says_which_widths_and_programs_ran()
    {
        using TemporaryFile file = new("rnn_lstm", new JsonObject { ["format"] = "seqgen-golden-1", ["family"] = "rnn_lstm", ["cases"] = new JsonArray(Case("rnn_lstm", Lstm)) });
        string line = FamilyRunner.Run(file.Path).Line;
        line.ShouldStartWith("rnn_lstm: 1 passed, 0 failed, 0 not supported [");
        line.ShouldContain("one 1, tile 0, stream 1, train 1");
        VectorWidths.All.ShouldAllBe(bits => line.Contains($"{bits} bits", StringComparison.Ordinal));
    }

    private static void Check((string Family, string Case, string Name, Action<JsonObject> Change, string? Says)[] changes)
    {
        foreach (var family in changes.GroupBy(change => change.Family))
        {
            List<JsonNode> cases = [];
            foreach (var change in family)
            {
                JsonObject golden = Case(change.Family, change.Case);
                change.Change(golden);
                golden["name"] = change.Name;
                cases.Add(golden);
            }

            IReadOnlyList<string> open = Run("seqgen-golden-1", family.Key, cases);
            foreach (var change in family)
            {
                string? line = open.FirstOrDefault(line => line.StartsWith($"  {family.Key}/{change.Name}: ", StringComparison.Ordinal));
                if (change.Says is null)
                {
                    line.ShouldBeNull();
                }
                else
                {
                    line.ShouldNotBeNull($"{family.Key}, {change.Name}: the case passed");
                    line.ShouldContain(change.Says, Shouldly.Case.Sensitive);
                }
            }
        }
    }

    /// <summary>The cases of a file that did not pass.</summary>
    private static IReadOnlyList<string> Run(string format, string family, IEnumerable<JsonNode> cases)
    {
        using TemporaryFile file = new(family, new JsonObject { ["format"] = format, ["family"] = family, ["cases"] = new JsonArray([.. cases]) });
        return [.. GoldenReport.Open(FamilyRunner.Run(file.Path, $"{VectorWidths.OfMachine[0]}"))];
    }

    /// <summary>A case of the tests' own copy; the first one where no name is given.</summary>
    private static JsonObject Case(string family, string name)
    {
        JsonNode file = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", family + ".json")))!;
        return file["cases"]!.AsArray().First(golden => name.Length == 0 || golden!["name"]!.GetValue<string>() == name)!.DeepClone().AsObject();
    }

    private static JsonObject Config(JsonObject golden) => golden["layers"]![0]!["config"]!.AsObject();

    private static void Options(JsonObject config, string json)
    {
        foreach ((string key, JsonNode? value) in JsonNode.Parse(json)!.AsObject())
        {
            config[key] = value?.DeepClone();
        }
    }

    private static void Freeze(JsonObject golden)
    {
        Config(golden)["trainable"] = false;
        golden["grads"]!["weights"] = new JsonObject();
    }

    /// <summary>Finds a value by its path; the rest of the path may itself hold slashes, as the names of weights do.</summary>
    private static JsonNode At(JsonNode node, string path)
    {
        (JsonNode owner, string last) = Owner(node, path);
        return owner is JsonArray array ? array[int.Parse(last)]! : owner[last]!;
    }

    private static void Remove(JsonObject golden, string path)
    {
        (JsonNode owner, string last) = Owner(golden, path);
        owner.AsObject().Remove(last).ShouldBeTrue(path);
    }

    private static (JsonNode Owner, string Last) Owner(JsonNode node, string path)
    {
        while (path.IndexOf('/') is > 0 and int slash && !(node is JsonObject named && named.ContainsKey(path)))
        {
            node = node is JsonArray array ? array[int.Parse(path[..slash])]! : node[path[..slash]]!;
            path = path[(slash + 1)..];
        }

        return (node, path);
    }

    private static void Add(JsonObject golden, string path, double plus)
    {
        JsonArray data = At(golden, path)["data"]!.AsArray();
        data[0] = data[0]!.GetValue<double>() + plus;
    }

    private static void Shorten(JsonObject tensor)
    {
        tensor["data"]!.AsArray().RemoveAt(0);
        tensor["shape"] = new JsonArray(tensor["data"]!.AsArray().Count);
    }

    /// <summary>A golden file of its own, gone afterwards.</summary>
    private sealed class TemporaryFile : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("golden");

        public TemporaryFile(string family, JsonObject content)
        {
            Path = System.IO.Path.Combine(_folder.FullName, family + ".json");
            File.WriteAllText(Path, content.ToJsonString());
        }

        public string Path { get; }

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
