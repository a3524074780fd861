using System.Text.Json;

namespace SeqGen.Interop.Tests;

/// <summary>Models that people use, imported, compiled and compared with what was recorded of them.</summary>
public sealed class RealModelTests
{
    [Theory]
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

    [Theory]
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
    [Fact]
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

    [Theory]
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
    [Fact]
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
    [Fact]
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

    /// <summary>textgenrnn's weights, by a declaration or by the structure that Keras writes of its model.</summary>
    [Theory]
    [InlineData("textgen.seqnet", """
        model Textgen
        branch text
        tokens length=40 vocabulary=465
        embedding 100 name=embedding
        lstm 128 return_sequences=true name=rnn_1
        lstm 128 return_sequences=true name=rnn_2
        branch all from=embedding
        concatenate rnn_1 rnn_2
        attention_weighted_average name=attention
        dense 465 softmax name=output
        """)]
    [InlineData("textgen.json", """
        {"class_name":"Model","keras_version":"2.1.5","config":{"name":"textgen","layers":[
        {"class_name":"InputLayer","name":"input","config":{"name":"input","batch_input_shape":[null,40],"dtype":"float32","sparse":false},"inbound_nodes":[]},
        {"class_name":"Embedding","name":"embedding","config":{"name":"embedding","input_dim":465,"output_dim":100,"mask_zero":false,"input_length":40},"inbound_nodes":[[["input",0,0,{}]]]},
        {"class_name":"CuDNNLSTM","name":"rnn_1","config":{"name":"rnn_1","units":128,"return_sequences":true},"inbound_nodes":[[["embedding",0,0,{}]]]},
        {"class_name":"CuDNNLSTM","name":"rnn_2","config":{"name":"rnn_2","units":128,"return_sequences":true},"inbound_nodes":[[["rnn_1",0,0,{}]]]},
        {"class_name":"Concatenate","name":"rnn_concat","config":{"name":"rnn_concat","axis":-1},"inbound_nodes":[[["embedding",0,0,{}],["rnn_1",0,0,{}],["rnn_2",0,0,{}]]]},
        {"class_name":"AttentionWeightedAverage","name":"attention","config":{"name":"attention","trainable":true},"inbound_nodes":[[["rnn_concat",0,0,{}]]]},
        {"class_name":"Dense","name":"output","config":{"name":"output","units":465,"activation":"softmax","use_bias":true},"inbound_nodes":[[["attention",0,0,{}]]]}],
        "input_layers":[["input",0,0]],"output_layers":[["output",0,0]]}}
        """)]
    public void A_text_generator_writes_English(string like, string text)
    {
        string file = RealModels.Require("textgenrnn/textgenrnn_weights.hdf5");
        using JsonDocument vocabulary = JsonDocument.Parse(File.ReadAllBytes(RealModels.Require("textgenrnn/textgenrnn_vocab.json")));
        DirectoryInfo folder = Directory.CreateTempSubdirectory("seqgen");
        string structure = Path.Combine(folder.FullName, like);
        File.WriteAllText(structure, text);
        SequenceModel model = ModelImport.Read(file, new() { Like = structure, Name = "Textgen" }).Compile();
        folder.Delete(recursive: true);

        // A network whose recurrent weights are not in order gives a mean of -47; one that knows nothing but 465 characters, of -6.
        const string title = "Show HN: A small site for people";
        const int known = 4;
        const double likely = -2;
        Predictor predictor = model.CreatePredictor();
        float[] output = new float[465];
        int[] tokens = [Token("<s>"), .. title.Select(character => Token($"{character}"))];
        double sum = 0;
        for (int count = known + 1; count < tokens.Length; count++)
        {
            predictor.Predict(tokens.AsSpan(0, count), output);
            sum += Math.Log(output[tokens[count]]);
        }

        (sum / (tokens.Length - known - 1)).ShouldBeGreaterThan(likely);

        // The recording was made with the kernels as they lie in the file, in CuDNN's order: the reference gives it with those, and the model's outputs with its own.
        RecordedStep step = RealModels.Recorded("textgenrnn/textgenrnn_weights.io.json")[0];
        int[] recorded = step.Inputs["input"].Integers;
        Agreement.Require([.. TextGenerator(recorded, model.GetWeight).Select(value => (float)value)], Agreement.Predict(model, recorded).Select(value => (double)value).ToArray());
        Agreement.Require([.. TextGenerator(recorded, name => name.EndsWith("kernel", StringComparison.Ordinal) && name.StartsWith("rnn", StringComparison.Ordinal) ? InOrderOfCudnn(model.GetWeight(name), 128) : model.GetWeight(name)).Select(value => (float)value)], step.Outputs["output"].Data);

        int Token(string character) => vocabulary.RootElement.GetProperty(character).GetInt32();
    }

    /// <summary>textgenrnn's network, in double precision.</summary>
    private static double[] TextGenerator(int[] tokens, Func<string, float[]> weight)
    {
        double[][] table = TorchReference.Steps(weight("embedding/embeddings"), 100);
        double[][] embedded = [.. tokens.Select(token => table[token])];
        double[][] first = Rnn(embedded, "rnn_1");
        double[][] second = Rnn(first, "rnn_2");
        double[][] joined = [.. embedded.Select((step, t) => (double[])[.. step, .. first[t], .. second[t]])];
        float[,] scores = TorchReference.Transposed(weight("attention/kernel"), 1);
        double[] shares = Softmax([.. joined.Select(step => TorchReference.Product(scores, step, null)[0])]);
        double[] average = [.. Enumerable.Range(0, joined[0].Length).Select(i => joined.Select((step, t) => shares[t] * step[i]).Sum())];
        float[] bias = weight("output/bias");
        return Softmax(TorchReference.Product(TorchReference.Transposed(weight("output/kernel"), bias.Length), average, bias));

        double[][] Rnn(double[][] input, string name)
        {
            float[] bias = weight($"{name}/bias");
            return TorchReference.Lstm(input, TorchReference.Transposed(weight($"{name}/kernel"), bias.Length), TorchReference.Transposed(weight($"{name}/recurrent_kernel"), bias.Length), bias, new float[bias.Length]);
        }

        static double[] Softmax(double[] values)
        {
            double greatest = values.Max();
            double sum = values.Sum(value => Math.Exp(value - greatest));
            return [.. values.Select(value => Math.Exp(value - greatest) / sum)];
        }
    }

    /// <summary>A kernel of four gates as CuDNN keeps it: the transposed kernel of each gate, row by row, in the place of the kernel.</summary>
    private static float[] InOrderOfCudnn(float[] kernel, int units)
    {
        int columns = 4 * units;
        int rows = kernel.Length / columns;
        float[] result = new float[kernel.Length];
        for (int gate = 0; gate < columns; gate += units)
        {
            for (int index = 0; index < rows * units; index++)
            {
                result[(index / units * columns) + gate + (index % units)] = kernel[(index % rows * columns) + gate + (index / rows)];
            }
        }

        return result;
    }

    [Fact]
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

    [Theory]
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
            Assert.Skip(error.Message);
            throw;
        }
    }
}
