namespace SeqGen.Interop.Tests;

/// <summary>Models that people use, imported, compiled and compared with what was recorded of them.</summary>
public sealed class RealModelTests
{
    [SkippableTheory]
    [InlineData("klon-centaur/centaur_25.json", "klon-centaur/centaur_25.io.json")]
    [InlineData("nam-boss/BossLSTM-1x16.nam", "nam-boss/BossLSTM-1x16.io.json")]
    public void Streams_give_what_was_recorded(string file, string recorded)
    {
        ImportedModel imported = ImportOrSkip(file, new());
        SequenceModel model = imported.Compile();
        RecordedStep step = RealModels.Recorded(recorded)[0];
        float[] input = step.Inputs.Values.Single().Floats;
        double[] output = step.Outputs.Values.Single().Data;
        Agreement.Require(Agreement.Stream(model, input), output, "as a stream");
        SequenceModel whole = ModelImport.Read(RealModels.Require(file), new() { Length = input.Length }).Compile();
        Agreement.Require(Agreement.Predict(whole, input), output, "as a whole");
    }

    [SkippableTheory]
    [InlineData("dtln/model_1.onnx", "dtln/model_1.io.json", "input_2", "activation_2")]
    [InlineData("dtln/model_2.onnx", "dtln/model_2.io.json", "input_4", "conv1d_3")]
    public void Steps_with_states_give_what_was_recorded(string file, string recorded, string input, string output)
    {
        SequenceStream stream = new(ImportOrSkip(file, new() { Length = 3 }).Compile());
        foreach (RecordedStep step in RealModels.Recorded(recorded))
        {
            Agreement.Require(stream.Step(step.Inputs[input].Floats), step.Outputs[output].Data);
        }
    }

    /// <summary>A call is a part of a signal; its state is that of the call before.</summary>
    [SkippableFact]
    public void Calls_with_states_give_what_was_recorded()
    {
        SequenceModel model = ImportOrSkip("silero-vad/silero_vad_16k_op15.onnx", new() { Length = 576 }).Compile();
        Predictor predictor = model.CreatePredictor();
        foreach (RecordedStep step in RealModels.Recorded("silero-vad/silero_vad_16k_op15.io.json"))
        {
            float[] output = new float[1];
            predictor.Predict(step.Inputs["input"].Floats, output);
            Agreement.Require(output, step.Outputs["output"].Data);
            string[] states = [.. model.Description.FinalStates.Select(state => state.Name)];
            Agreement.Require([.. states.SelectMany(state => predictor.FinalState(state).ToArray())], step.Outputs["stateN"].Data, "the state");
        }
    }

    [SkippableTheory]
    [InlineData("predictive-maintenance/binary_model.h5", null, "predictive-maintenance/binary_model.io.json")]
    [InlineData("keras-sentiment/lstm_sigmoid_architecture.json", "keras-sentiment/lstm_sigmoid_weights.h5", "keras-sentiment/lstm_sigmoid.io.json")]
    [InlineData("keras-sentiment/wordvec_cnn_lstm_architecture.json", "keras-sentiment/wordvec_cnn_lstm_weights.h5", "keras-sentiment/wordvec_cnn_lstm.io.json")]
    [InlineData("speech-emotion/Emotion_Voice_Detection_Model.h5", null, "speech-emotion/Emotion_Voice_Detection_Model.io.json")]
    [InlineData("word-segmentation/Thai_codepoints_exclusive_model5_heavy.weights.json", null, "word-segmentation/Thai_codepoints_exclusive_model5_heavy.io.json", 12)]
    public void Sequences_give_what_was_recorded(string file, string? weights, string recorded, int? length = null)
    {
        SequenceModel model = ImportOrSkip(file, new() { Weights = weights is null ? null : RealModels.Require(weights), Length = length }).Compile();
        foreach (RecordedStep step in RealModels.Recorded(recorded))
        {
            RecordedTensor input = step.Inputs.Values.Single();
            RecordedTensor output = step.Outputs["output"];
            int rows = input.Shape[0];
            int inputSize = input.Data.Length / rows;
            int outputSize = output.Data.Length / rows;
            for (int row = 0; row < rows; row++)
            {
                float[] actual = model.Description.Inputs[0].Kind == InputKind.Features
                    ? Agreement.Predict(model, input.Floats.AsSpan(row * inputSize, inputSize))
                    : Agreement.Predict(model, input.Integers.AsSpan(row * inputSize, inputSize));
                Agreement.Require(actual, output.Data[(row * outputSize)..((row + 1) * outputSize)], $"row {row}");
            }
        }
    }

    /// <summary>Weights of the same network, but of another training, in PyTorch's names: bound to a declaration in their order, they hear no speech in noise either.</summary>
    [SkippableFact]
    public void A_state_dict_of_a_spectrum_and_convolutions_is_bound_to_a_declaration()
    {
        string like = Path.GetTempFileName();
        File.WriteAllText(like, """
            model Vad
            features length=576 size=1
            reflection_padding1d 0 right=64
            conv1d 258 256 strides=128 use_bias=false
            magnitude
            conv1d 128 3 relu padding=same
            zero_padding1d 1
            conv1d 64 3 relu strides=2
            zero_padding1d 1
            conv1d 64 3 relu strides=2
            conv1d 128 3 relu padding=same
            lstm 128 return_sequences=true stateful=true
            relu
            conv1d 1 1 sigmoid
            """);
        SequenceModel model = ModelImport.Read(RealModels.Require("silero-vad/silero_vad_16k.safetensors"), new() { Like = like }).Compile();
        File.Delete(like);
        Predictor predictor = model.CreatePredictor();
        foreach (RecordedStep step in RealModels.Recorded("silero-vad/silero_vad_16k_op15.io.json"))
        {
            float[] output = new float[1];
            predictor.Predict(step.Inputs["input"].Floats, output);
            output[0].ShouldBeInRange(1e-4f, 0.1f);
        }
    }

    /// <summary>Two outputs, whole and step by step.</summary>
    [SkippableFact]
    public void Several_outputs_give_what_was_recorded()
    {
        SequenceModel model = ImportOrSkip("rnnoise-keras/beguiling-drafter.hdf5", new() { Length = 12 }).Compile();
        model.Description.Outputs.Select(output => output.Name).ShouldBe(["denoise_output", "vad_output"]);
        foreach (RecordedStep step in RealModels.Recorded("rnnoise-keras/beguiling-drafter.io.json"))
        {
            float[] input = step.Inputs["main_input"].Floats;
            IReadOnlyDictionary<string, float[]> whole = model.PredictOutputs(Dataset.FromFeatures(input, input.Length));
            SequenceStream stream = new(model);
            List<float> gains = [];
            List<float> voice = [];
            for (int start = 0; start < input.Length; start += 42)
            {
                gains.AddRange(stream.Step(input.AsSpan(start, 42)));
                voice.AddRange(stream.Output("vad_output"));
            }

            Agreement.Require(whole["denoise_output"], step.Outputs["denoise_output"].Data, "gains");
            Agreement.Require(whole["vad_output"], step.Outputs["vad_output"].Data, "voice activity");
            Agreement.Require(gains.ToArray(), step.Outputs["denoise_output"].Data, "gains as a stream");
            Agreement.Require(voice.ToArray(), step.Outputs["vad_output"].Data, "voice activity as a stream");
        }
    }

    [SkippableFact]
    public void A_state_dict_of_names_of_its_own_is_bound_to_a_declaration()
    {
        RecordedStep step = RealModels.Recorded("g2p-en/checkpoint20.io.json")[0];
        int[] source = step.Inputs["source"].Integers;
        int[] target = [2, .. step.Outputs["phonemes"].Integers];
        string like = Path.GetTempFileName();
        File.WriteAllText(like, $"""
            model Graphemes
            branch source
            tokens length={source.Length} vocabulary=29
            embedding 256
            gru 256 name=encoder
            branch target
            tokens length={target.Length} vocabulary=74
            embedding 256
            gru 256 return_sequences=true initial_state=encoder
            dense 74
            """);
        SequenceModel model = ModelImport.Read(RealModels.Require("g2p-en/checkpoint20.npz"), new() { Like = like, Name = "Phonemes" }).Compile();
        File.Delete(like);
        model.Description.Name.ShouldBe("Phonemes");
        float[] output = new float[model.Description.Output.Length];
        Predictor predictor = model.CreatePredictor();
        predictor.SetInput("source", source);
        predictor.SetInput("target", target);
        predictor.Run(output);
        Agreement.Require(output, step.Outputs["logits"].Data);
    }

    [SkippableTheory]
    [InlineData("nam/wavenet_condition_dsp.nam", "condition_dsp")]
    [InlineData("rnnoise/weights.rnn", "no format that can be imported")]
    [InlineData("textgenrnn/textgenrnn_weights.hdf5", "--like")]
    [InlineData("gtcrn/gtcrn_simple.onnx", "node '")]
    [InlineData("openutau-g2p/g2p-es.onnx", "node '")]
    [InlineData("silero-vad/silero_vad_16k_op15.onnx", "--length")]
    [InlineData("silero-vad/silero_vad_16k.safetensors", "--like")]
    public void What_cannot_be_imported_is_refused_in_one_sentence(string file, string words)
    {
        string path = RealModels.Require(file);
        ImportException error = Should.Throw<ImportException>(() => ModelImport.Read(path, new() { Length = file.StartsWith("openutau", StringComparison.Ordinal) ? 6 : null }));
        error.Reason.ShouldContain(words);
        error.Reason.ShouldNotContain("\n");
        error.Message.ShouldStartWith(path);
    }

    /// <summary>What the language does not have yet is a skipped test that says what is missing, not a passed one.</summary>
    private static ImportedModel ImportOrSkip(string file, ImportOptions options)
    {
        try
        {
            return ModelImport.Read(RealModels.Require(file), options);
        }
        catch (ImportException error) when (error.Reason.Contains("which SeqGen's language does not have", StringComparison.Ordinal))
        {
            Skip.If(true, error.Message);
            throw;
        }
    }
}
