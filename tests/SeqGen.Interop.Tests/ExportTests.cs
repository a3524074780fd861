using SeqGen.Interop.Declarations;

namespace SeqGen.Interop.Tests;

/// <summary>Every layer of the catalogue, exported and run by ONNX Runtime on random rows.</summary>
public sealed class ExportTests
{
    public static TheoryData<string> Words => [.. ExportCases.All.Keys];

    [Fact]
    public void Every_layer_of_the_catalogue_has_a_case()
    {
        IEnumerable<string> layers = typeof(LayerAttribute).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract).Select(type => type.Name[..^"Attribute".Length].ToUpperInvariant());
        layers.Order().ShouldBe(ExportCases.All.Keys.Select(word => word.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant()).Order());
        foreach ((string word, string[] declarations) in ExportCases.All)
        {
            declarations.Where(declaration => declaration.Split('\n').All(line => line.Split(' ')[0] != word)).ShouldBeEmpty(word);
        }
    }

    [Theory]
    [MemberData(nameof(Words))]
    public void ONNX_Runtime_and_import_compute_what_SeqGen_computes(string word)
    {
        string[] declarations = ExportCases.All[word];
        IReadOnlyList<SequenceModel> models = Models(declarations);
        ExportRun[] runs = [.. models.Select(model => new ExportRun(model, 6))];
        Dictionary<string, float[]>[] expected = [.. runs.Select(run => run.BySeqGen())];
        List<ImportedModel> imports = [];
        for (int i = 0; i < models.Count; i++)
        {
            using MemoryStream file = new();
            OnnxExported written = models[i].ExportOnnx(file);
            written.Size.ShouldBe(file.Length);
            ExportRun.RequireAgreement(runs[i].ByOnnxRuntime(file.ToArray()), expected[i], declarations[i]);
            imports.Add(ModelImport.Read(new ImportSource(declarations[i], file.ToArray()), new() { Name = $"M{i}" }));
        }

        IReadOnlyList<SequenceModel> again = ModelCompiler.Compile([.. imports.Select(import => (import.Name, import.Declaration))]);
        for (int i = 0; i < models.Count; i++)
        {
            foreach (ImportedWeight weight in imports[i].Weights)
            {
                again[i].SetWeight(weight.Name, weight.Values.Span);
            }

            ExportRun.RequireAgreement(runs[i].BySeqGen(again[i]), expected[i], imports[i].Declaration);
        }
    }

    [Fact]
    public void A_model_of_several_branches_with_states_masks_and_attention()
    {
        SequenceModel model = Model(ExportCases.Translator);
        using MemoryStream file = new();
        model.ExportOnnx(file);
        ExportRun run = new(model, 6);
        Dictionary<string, float[]> expected = run.BySeqGen();
        ExportRun.RequireAgreement(run.ByOnnxRuntime(file.ToArray()), expected, "by ONNX Runtime");
        ExportRun.RequireAgreement(run.BySeqGen(ModelImport.Read(new ImportSource("translator", file.ToArray()), new()).Compile()), expected, "imported");
    }

    /// <summary>A sequence of any length goes in filled up with anything, and with the steps that it has.</summary>
    [Fact]
    public void Sequences_of_any_length_go_out_with_the_steps_that_they_have()
    {
        IReadOnlyList<SequenceModel> models = Models(ExportCases.Variable);
        for (int i = 0; i < models.Count; i++)
        {
            SequenceModel model = models[i];
            InputDescription input = model.Description.Inputs[0];
            using MemoryStream file = new();
            model.ExportOnnx(file).Inputs.Select(given => given.Name).ShouldBe([input.Name, input.Name + "_mask"]);
            ExportRun run = new(model, 6);
            Dictionary<string, float[]> actual = run.ByOnnxRuntime(file.ToArray());
            for (int row = 0; row < ExportRun.Rows; row++)
            {
                float[] expected = run.BySeqGen(row);
                Agreement.Require(actual[""].AsSpan(row * model.Description.Output.Length, expected.Length), [.. expected.Select(value => (double)value)], $"{ExportCases.Variable[i]}, row {row}");
            }

            ImportedModel again = ModelImport.Read(new ImportSource("any length", file.ToArray()), new());
            again.Declaration.ShouldContain("max_length=7");
            again.Declaration.ShouldNotContain("mask=true");
            ExportRun back = run.Of(again.Compile());
            for (int row = 0; row < ExportRun.Rows; row++)
            {
                Agreement.Require(back.BySeqGen(row), [.. run.BySeqGen(row).Select(value => (double)value)], $"{again.Declaration}, row {row}, imported again");
            }

            using MemoryStream step = new();
            if (model.Description.StreamObstacle is null)
            {
                model.ExportOnnx(step, new() { Stream = true }).Inputs[0].Name.ShouldBe(input.Name);
                Agreement.Require(run.StreamByOnnxRuntime(step.ToArray()), [.. run.StreamBySeqGen().Select(value => (double)value)], $"{ExportCases.Variable[i]} as a stream");
            }
        }
    }

    [Fact]
    public void Several_outputs_go_out_and_come_back_under_their_names()
    {
        string[] declarations =
        [
            "features size=3 length=5 mask=true\nlstm 4 return_sequences=true name=words\ndense 3 softmax name=tags\nbranch intent from=words\nglobal_average_pooling1d\ndense 2 name=kind\noutput tags\noutput kind",
            "features size=3 length=5\ngru 4 return_sequences=true name=words\ndense 3 name=last\noutput last\noutput words",
        ];
        foreach (SequenceModel model in Models(declarations))
        {
            using MemoryStream file = new();
            model.ExportOnnx(file);
            ExportRun run = new(model, 6);
            Dictionary<string, float[]> expected = run.BySeqGen();
            expected.Count.ShouldBe(2);
            ExportRun.RequireAgreement(run.ByOnnxRuntime(file.ToArray()), expected, "by ONNX Runtime");
            SequenceModel again = ModelImport.Read(new ImportSource("several", file.ToArray()), new()).Compile();
            again.Description.Outputs.Count.ShouldBe(2);
            again.Description.Outputs[0].Name.ShouldBe(model.Description.Outputs[0].Name);
            ExportRun.RequireAgreement(run.BySeqGen(again), expected, "imported");
        }
    }

    [Fact]
    public void A_step_of_a_stream_takes_and_gives_all_states()
    {
        foreach (string declaration in ExportCases.Streams)
        {
            SequenceModel model = Model(declaration);
            using MemoryStream file = new();
            model.ExportOnnx(file, new() { Stream = true }).Inputs[0].Shape[1].ShouldBe("1");
            ExportRun run = new(model, 6);
            Agreement.Require(run.StreamByOnnxRuntime(file.ToArray()), [.. run.StreamBySeqGen().Select(value => (double)value)], declaration);
        }
    }

    [Fact]
    public void A_step_of_a_stream_comes_back_as_a_model_that_streams()
    {
        // A convolution's steps before are a state that import does not know; weights as initial states stay with the caller.
        foreach (string declaration in ExportCases.Streams.Where(declaration => !declaration.Contains("conv1d", StringComparison.Ordinal) && !declaration.Contains("initial_state=weights", StringComparison.Ordinal)))
        {
            SequenceModel model = Model(declaration);
            using MemoryStream file = new();
            model.ExportOnnx(file, new() { Stream = true });
            SequenceModel again = ModelImport.Read(new ImportSource("model.onnx", file.ToArray()), new()).Compile();
            ExportRun run = new(model, 6);
            Agreement.Require(run.StreamBySeqGen(again), [.. run.StreamBySeqGen().Select(value => (double)value)], declaration);
        }
    }

    [Theory]
    [InlineData("klon-centaur/centaur_25.json", null, 24)]
    [InlineData("nam/lstm.nam", null, 24)]
    [InlineData("nam/wavenet_a1_standard.nam", null, 40)]
    [InlineData("dtln/model_1.onnx", null, 4)]
    [InlineData("dtln/model_2.onnx", null, 4)]
    [InlineData("predictive-maintenance/binary_model.h5", null, null)]
    [InlineData("keras-sentiment/wordvec_cnn_lstm_architecture.json", "keras-sentiment/wordvec_cnn_lstm_weights.h5", null)]
    [InlineData("speech-emotion/Emotion_Voice_Detection_Model.h5", null, null)]
    [InlineData("rnnoise-keras/beguiling-drafter.hdf5", null, 6)]
    [InlineData("word-segmentation/Thai_codepoints_exclusive_model5_heavy.weights.json", null, 12)]
    public void Models_of_people_go_out_as_they_came_in(string file, string? weights, int? length)
    {
        SequenceModel model = ModelImport.Read(RealModels.Require(file), new() { Weights = weights is null ? null : RealModels.Require(weights), Length = length }).Compile();
        ExportRun run = new(model, 8);
        using MemoryStream whole = new();
        model.ExportOnnx(whole);
        ExportRun.RequireAgreement(run.ByOnnxRuntime(whole.ToArray()), run.BySeqGen(), file);
        if (model.Description.StreamObstacle is null && model.Description is { Inputs.Count: 1, Outputs.Count: 1 })
        {
            using MemoryStream step = new();
            model.ExportOnnx(step, new() { Stream = true });
            Agreement.Require(run.StreamByOnnxRuntime(step.ToArray()), [.. run.StreamBySeqGen().Select(value => (double)value)], $"{file} as a stream");
        }
    }

    [Fact]
    public void What_cannot_be_exported_is_one_sentence()
    {
        using MemoryStream file = new();
        Should.Throw<NotSupportedException>(() => Model("features size=2 length=5\nbidirectional lstm 3").ExportOnnx(file, new() { Stream = true }))
            .Message.ShouldBe("A step of model M0 cannot be exported to ONNX: layer bidirectional: bidirectional needs the whole sequence.");
        Should.Throw<NotSupportedException>(() => Model(ExportCases.Translator).ExportOnnx(file, new() { Stream = true })).Message.ShouldContain("several inputs");
        Should.Throw<NotSupportedException>(() => Model("features size=2 length=5\nprelu\nlstm 3").ExportOnnx(file, new() { Stream = true })).Message.ShouldContain("layer prelu: it needs all steps");
        file.Length.ShouldBe(0);
    }

    [Fact]
    public void A_file_appears_as_a_whole_and_says_what_it_takes_and_gives()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        OnnxExported written = Model("features size=2 length=5 mask=true\nlstm 3 return_sequences=true return_state=true initial_state=input").ExportOnnx(path);
        written.Size.ShouldBe(new FileInfo(path).Length);
        File.Delete(path);
        written.Opset.ShouldBe(17);
        written.Inputs.Select(input => input.ToString()).ShouldBe(["features float [batch, 5, 2]", "features_mask bool [batch, 5]", "lstm/h_before float [batch, 3]", "lstm/c_before float [batch, 3]"]);
        written.Outputs.Select(output => output.ToString()).ShouldBe(["lstm float [batch, 5, 3]", "lstm_mask bool [batch, 5]", "lstm/h_after float [batch, 3]", "lstm/c_after float [batch, 3]"]);
        Should.Throw<CheckpointException>(() => Model("features size=2\ndense 1").ExportOnnx(Path.Combine(path, "missing", "model.onnx")));
    }

    private static SequenceModel Model(string declaration) => Models([declaration])[0];

    private static IReadOnlyList<SequenceModel> Models(IReadOnlyList<string> declarations)
    {
        IReadOnlyList<SequenceModel> models = ModelCompiler.Compile([.. declarations.Select((declaration, index) => ($"M{index}", $"model M{index}\n{declaration}\n"))]);
        foreach (SequenceModel model in models)
        {
            ExportRun.Fill(model, 5);
        }

        return models;
    }
}
