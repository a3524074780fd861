using System.Reflection;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Numerics.Tests.Guarded;

/// <summary>Calls every public member of a model and of what it creates that takes or gives values, and keeps what they give.</summary>
/// <param name="model">The model.</param>
/// <param name="pages">Where passed memory lies; null for anywhere.</param>
/// <param name="tell">Told what is called next.</param>
internal sealed class EntryPoints(SequenceModel model, GuardPages? pages, Action<string> tell)
{
    /// <summary>The members that are called, beside those that only describe.</summary>
    public static readonly IReadOnlyDictionary<Type, string[]> Members = new Dictionary<Type, string[]>
    {
        [typeof(SequenceModel)] =
        [
            "CreateGradients", "CreatePredictor", "CreateTrainer", "Dispose", "Evaluate", "Fit", "GetWeight", "Load", "Predict", "PredictOutputs", "ReadWeight", "ResetStates",
            "Save", "SaveStructure", "SetWeight",
        ],
        [typeof(Predictor)] = ["CopyOutput", "FinalState", "InitialState", "Predict", "PredictScalar", "RequireOutput", "ResetStates", "Run", "RunScalar", "SetInput"],
        [typeof(SequenceStream)] = ["Begin", "Copy", "CopyFrom", "LoadState", "Output", "Reset", "SaveState", "SetInput", "Step", "StepScalar"],
        [typeof(GradientComputation)] =
        [
            "Backward", "CopyFinalState", "CopyInitialStateGradient", "CopyInputGradient", "CopyOutput", "Forward", "SetFinalStateGradient",
            "SetInitialState", "SetOutputGradient", "WeightGradient",
        ],
        [typeof(Trainer)] = ["Dispose", "Load", "ResetStates", "Save", "Step"],
        [typeof(Batch)] = ["Features", "Mask", "SampleWeight", "SetFeatures", "SetSampleWeight", "SetSampleWeights", "SetTargets", "SetTokens", "Targets", "Tokens"],
        [typeof(SequenceDecoder)] = ["Decode"],
        [typeof(BeamSearch)] = ["Decode"],
        [typeof(TokenSampler)] = ["Draw"],
    };

    private readonly List<float> _values = [];
    private readonly ModelRows _rows = SampleModels.RandomRows(model);
    private readonly int _length = model.Description.Output.Length;

    private delegate float PredictTokens(ReadOnlySpan<int> tokens);

    private delegate float PredictFeatures(ReadOnlySpan<float> features);

    private delegate void PredictTokensInto(ReadOnlySpan<int> tokens, Span<float> output);

    private delegate void PredictFeaturesInto(ReadOnlySpan<float> features, Span<float> output);

    /// <summary>Everything, in order; what it gives does not depend on where memory lies.</summary>
    public IReadOnlyList<float> Run()
    {
        Weights();
        Predictions();
        Typed();
        Streams();
        Decoders();
        Gradients();
        DataSets();
        Training();
        Files();
        return _values;
    }

    private Span<T> Hand<T>(ReadOnlySpan<T> values)
        where T : unmanaged => pages is null ? values.ToArray() : pages.Hand(values);

    private Span<float> Room(int length) => Hand<float>(new float[length]);

    private void Keep(ReadOnlySpan<float> values) => _values.AddRange(values);

    private void Weights()
    {
        tell("weights");
        foreach (WeightDescription weight in model.Description.Weights)
        {
            model.SetWeight(weight.Name, Hand<float>(model.GetWeight(weight.Name)));
            Keep(model.ReadWeight(weight.Name));
        }
    }

    private void Predictions()
    {
        Predictor predictor = model.CreatePredictor();
        for (int row = 0; row < 3; row++)
        {
            tell("Predictor.Predict");
            Span<float> output = Room(_length);
            ReadOnlySpan<int> tokens = Hand(_rows.TokensOf(row));
            ReadOnlySpan<float> features = Hand(_rows.FeaturesOf(row));
            ReadOnlySpan<float> mask = Hand(_rows.MaskOf(row));
            predictor.Predict(tokens, features, mask, output);
            Keep(output);
            Outputs(predictor);
            States(predictor);
            if (model.Description.Inputs.Count > 1)
            {
                NamedInputs(predictor, row);
            }
            else
            {
                OneInput(predictor);
            }
        }

        predictor.ResetStates();
        model.ResetStates();
    }

    private void Outputs(Predictor predictor)
    {
        for (int index = 0; index < model.Description.Outputs.Count; index++)
        {
            tell("Predictor.CopyOutput");
            OutputDescription of = model.Description.Outputs[index];
            predictor.RequireOutput(index, of.Length);
            Span<float> output = Room(of.Length);
            predictor.CopyOutput(index, output);
            Keep(output);
            predictor.CopyOutput(of.Name, output);
            Keep(output);
        }
    }

    private void States(Predictor predictor)
    {
        foreach (StateDescription state in model.Description.InitialStates)
        {
            Keep(predictor.InitialState(state.Name));
            predictor.InitialState(state.Name).Fill(0.25f);
        }

        foreach (StateDescription state in model.Description.FinalStates)
        {
            Keep(predictor.FinalState(state.Name));
        }
    }

    private void OneInput(Predictor predictor)
    {
        InputDescription input = model.Description.Inputs[0];
        bool isTokens = input.Kind != InputKind.Features;
        int size = isTokens ? 1 : input.Size;
        int steps = Math.Max(1, input.Length);
        bool IsTaken(int length) => length == steps || (input.Length > 0 && length > 0
            && (length < steps ? input.Padding : input.Truncating) != SequenceSide.Error);
        foreach (int length in new[] { steps, steps - 1, 1, steps + 3 }.Where(IsTaken).Distinct())
        {
            tell($"Predictor.Predict, {length} of {steps} steps");
            ReadOnlySpan<int> someTokens = Hand<int>([.. Enumerable.Range(0, isTokens ? length : 0).Select(step => _rows.Tokens[step % steps])]);
            ReadOnlySpan<float> someFeatures = Hand<float>([.. Enumerable.Range(0, isTokens ? 0 : length * size).Select(value => _rows.Features[value % (steps * size)])]);
            Span<float> output = Room(model.Description.Outputs is [{ LengthOf: not null } of] ? Math.Min(length, steps) * of.Size : _length);
            ReadOnlySpan<float> someMask = input.HasMask ? Hand<float>([.. Enumerable.Range(0, length).Select(step => (float)(step & 1))]) : [];
            if (isTokens)
            {
                predictor.Predict(someTokens, output);
                predictor.Predict(someTokens, someMask, output);
            }
            else
            {
                predictor.Predict(someFeatures, output);
                predictor.Predict(someFeatures, someMask, output);
            }

            Keep(output);
            if (_length == 1)
            {
                tell("Predictor.PredictScalar");
                _values.Add(isTokens ? predictor.PredictScalar(someTokens, someMask) : predictor.PredictScalar(someFeatures, someMask));
            }
        }
    }

    private void NamedInputs(Predictor predictor, int row)
    {
        tell("Predictor.SetInput");
        for (int input = 0; input < _rows.Inputs.Count; input++)
        {
            if (_rows.Inputs[input].Kind != InputKind.Features)
            {
                predictor.SetInput(_rows.Inputs[input].Name, Hand(_rows.TokensOf(row, input)), Hand(_rows.MaskOf(row, input)));
            }
            else
            {
                predictor.SetInput(_rows.Inputs[input].Name, Hand(_rows.FeaturesOf(row, input)), Hand(_rows.MaskOf(row, input)));
            }
        }

        Span<float> output = Room(_length);
        predictor.Run(output);
        Keep(output);
        if (_length == 1)
        {
            _values.Add(predictor.RunScalar());
        }
    }

    /// <summary>The emitted members of models with one input without a mask.</summary>
    private void Typed()
    {
        tell("the emitted Predict");
        foreach (MethodInfo method in model.GetType().GetMethods().Where(method => method.Name == "Predict" && method.DeclaringType == model.GetType()))
        {
            switch (string.Join(' ', method.GetParameters().Select(parameter => parameter.ParameterType.ToString().Contains("Int32", StringComparison.Ordinal) ? "tokens" : parameter.Name)))
            {
                case "tokens":
                    _values.Add(method.CreateDelegate<PredictTokens>(model)(Hand(_rows.TokensOf(0))));
                    break;
                case "features":
                    _values.Add(method.CreateDelegate<PredictFeatures>(model)(Hand(_rows.FeaturesOf(0))));
                    break;
                case "tokens output":
                    Span<float> ofTokens = Room(_length);
                    method.CreateDelegate<PredictTokensInto>(model)(Hand(_rows.TokensOf(0)), ofTokens);
                    Keep(ofTokens);
                    break;
                case "features output":
                    Span<float> ofFeatures = Room(_length);
                    method.CreateDelegate<PredictFeaturesInto>(model)(Hand(_rows.FeaturesOf(0)), ofFeatures);
                    Keep(ofFeatures);
                    break;
                default:
                    // Several inputs, or a mask: they go through SetInput and Run, or Predict with a mask, as above.
                    break;
            }
        }
    }

    private void Streams()
    {
        if (model.Description.StreamObstacle is not null)
        {
            return;
        }

        tell("SequenceStream");
        SequenceStream stream = new(model);
        InputDescription input = model.Description.Inputs[^1];
        for (int row = 0; row < 2; row++)
        {
            BeginStream(stream, row);
            for (int step = 0; step < input.Length; step++)
            {
                tell("SequenceStream.Step");
                if (input.Kind == InputKind.Features)
                {
                    ReadOnlySpan<float> all = _rows.Inputs.Count == 0 ? _rows.FeaturesOf(row) : _rows.FeaturesOf(row, _rows.Inputs.Count - 1);
                    ReadOnlySpan<float> features = Hand(all.Slice(step * input.Size, input.Size));
                    Keep(stream.Step(features));
                    _values.Add(stream.StepScalar(features));
                }
                else
                {
                    ReadOnlySpan<int> all = _rows.Inputs.Count == 0 ? _rows.TokensOf(row) : _rows.TokensOf(row, _rows.Inputs.Count - 1);
                    Keep(stream.Step(all[step]));
                    _values.Add(stream.StepScalar(all[step]));
                }
            }

            tell("SequenceStream.Output");
            foreach (OutputDescription of in model.Description.Outputs)
            {
                Keep(stream.Output(of.Name));
            }

            Blocks(stream, input, row);
            tell("SequenceStream's states");
            Span<float> state = Room(stream.StateLength);
            stream.SaveState(state);
            Keep(state);
            stream.LoadState(state);
            SequenceStream copy = stream.Copy();
            copy.Reset();
            copy.CopyFrom(stream);
            copy.SaveState(state);
            Keep(state);
        }
    }

    private void Blocks(SequenceStream stream, InputDescription input, int row)
    {
        if (model.Description.Outputs.Count > 1)
        {
            return;
        }

        tell("SequenceStream.Step of several steps");
        Span<float> outputs = Room(input.Length * model.Description.Output.Size);
        if (input.Kind == InputKind.Features)
        {
            stream.Step(Hand(_rows.Inputs.Count == 0 ? _rows.FeaturesOf(row) : _rows.FeaturesOf(row, _rows.Inputs.Count - 1)), outputs);
        }
        else
        {
            stream.Step(Hand(_rows.Inputs.Count == 0 ? _rows.TokensOf(row) : _rows.TokensOf(row, _rows.Inputs.Count - 1)), outputs);
        }

        Keep(outputs);
    }

    private void BeginStream(SequenceStream stream, int row)
    {
        if (_rows.Inputs.Count == 0)
        {
            stream.Reset();
            return;
        }

        tell("SequenceStream.Begin");
        for (int input = 0; input < _rows.Inputs.Count - 1; input++)
        {
            bool only = _rows.Inputs.Count == 2;
            if (_rows.Inputs[input].Kind != InputKind.Features)
            {
                stream.SetInput(_rows.Inputs[input].Name, Hand(_rows.TokensOf(row, input)), Hand(_rows.MaskOf(row, input)));
                if (only)
                {
                    stream.Begin(Hand(_rows.TokensOf(row, input)), Hand(_rows.MaskOf(row, input)));
                }
            }
            else
            {
                stream.SetInput(_rows.Inputs[input].Name, Hand(_rows.FeaturesOf(row, input)), Hand(_rows.MaskOf(row, input)));
                if (only)
                {
                    stream.Begin(Hand(_rows.FeaturesOf(row, input)), Hand(_rows.MaskOf(row, input)));
                }
            }
        }

        stream.Begin();
    }

    private void Decoders()
    {
        InputDescription input = model.Description.Inputs[^1];
        if (model.Description.StreamObstacle is not null || model.Description.Output.Activation != "softmax"
            || input.Vocabulary == 0 || input.Vocabulary != model.Description.Output.Size)
        {
            return;
        }

        SequenceStream stream = new(model);
        BeginStream(stream, 0);
        Span<int> tokens = Hand<int>(new int[7]);
        tell("SequenceDecoder");
        _values.Add(new SequenceDecoder(stream, 0, 1).Decode(tokens));
        _values.Add(new SequenceDecoder(stream, 0, 1).Decode(tokens, new TokenSampler(3)));
        tell("BeamSearch");
        _values.Add(new BeamSearch(stream, 0, 1, 3, 7).Decode(tokens));
        tell("TokenSampler");
        _values.Add(new TokenSampler(3) { TopK = 2 }.Draw(Hand<float>([0.25f, 0.5f, 0.25f])));
    }

    private void Gradients()
    {
        tell("GradientComputation");
        GradientComputation pass = model.CreateGradients(_rows.Rows);
        SetInputs(pass.Inputs);
        foreach (StateDescription state in model.Description.InitialStates)
        {
            pass.SetInitialState(1, state.Name, Hand<float>([.. Enumerable.Repeat(0.5f, state.Units)]));
        }

        foreach (bool training in new[] { false, true })
        {
            tell("GradientComputation.Forward");
            pass.Forward(training, dropoutKey: 3);
            for (int row = 0; row < _rows.Rows; row++)
            {
                Span<float> output = Room(_length);
                pass.CopyOutput(row, output);
                Keep(output);
                pass.SetOutputGradient(row, output);
                foreach (StateDescription state in model.Description.FinalStates)
                {
                    Span<float> values = Room(state.Units);
                    pass.CopyFinalState(row, state.Name, values);
                    pass.SetFinalStateGradient(row, state.Name, values);
                }
            }

            tell("GradientComputation.Backward");
            pass.Backward();
            foreach (WeightDescription weight in model.Description.Weights)
            {
                Keep(pass.WeightGradient(weight.Name));
            }

            CopyGradients(pass);
        }
    }

    private void CopyGradients(GradientComputation pass)
    {
        InputDescription[] inputs = [.. model.Description.Inputs.Where(input => input.Kind == InputKind.Features)];
        for (int input = 0; input < inputs.Length; input++)
        {
            Span<float> gradient = Room(Math.Max(1, inputs[input].Length) * inputs[input].Size);
            pass.CopyInputGradient(_rows.Rows - 1, gradient, input);
            Keep(gradient);
        }

        foreach (StateDescription state in model.Description.InitialStates)
        {
            Span<float> gradient = Room(state.Units);
            pass.CopyInitialStateGradient(0, state.Name, gradient);
            Keep(gradient);
        }
    }

    private void SetInputs(Batch batch)
    {
        tell("Batch");
        for (int row = 0; row < batch.Count; row++)
        {
            foreach (InputDescription input in model.Description.Inputs)
            {
                bool several = _rows.Inputs.Count > 0;
                int number = several ? _rows.Inputs.ToList().IndexOf(input) : 0;
                ReadOnlySpan<float> mask = Hand(several ? _rows.MaskOf(row, number) : _rows.MaskOf(row));
                if (input.Kind != InputKind.Features)
                {
                    batch.SetTokens(row, input.Name, Hand(several ? _rows.TokensOf(row, number) : _rows.TokensOf(row)), mask);
                    continue;
                }

                ReadOnlySpan<float> features = Hand(several ? _rows.FeaturesOf(row, number) : _rows.FeaturesOf(row));
                if (input.Length > 0 && mask.IsEmpty)
                {
                    int[] steps = [.. Enumerable.Range(0, input.Length)];
                    int ofKind = model.Description.Inputs.TakeWhile(other => other != input).Count(other => other.Kind == InputKind.Features);
                    batch.SetFeatures(row, Hand<int>(steps), features, input.Size, ofKind);
                }

                batch.SetFeatures(row, input.Name, features, mask);
            }

            batch.SetTargets(row, Hand<float>(new float[batch.TargetsPerRow]));
            batch.SetSampleWeight(row, 1);
            batch.SetSampleWeights(row, Hand<float>([.. Enumerable.Repeat(1f, batch.WeightsPerRow)]));
            _values.Add(batch.SampleWeight(row));
            Keep(batch.Features(row));
            Keep(batch.Mask(row));
            Keep(batch.Targets(row));
            _values.Add(batch.Tokens(row).Length);
        }
    }

    private void DataSets()
    {
        Dataset data = _rows.ToDataset(SampleModels.RandomTargets(model, _rows.Rows));
        foreach (int batchSize in new[] { 7, int.MaxValue })
        {
            tell($"Predict of a data set, {batchSize} rows at a time");
            Keep(model.Predict(data, batchSize, threads: 2));
            foreach (float[] values in model.PredictOutputs(data, batchSize, threads: 2).Values)
            {
                Keep(values);
            }

            float[] output = new float[_rows.Rows * _length];
            model.Predict(data, output, batchSize, threads: 1);
            Keep(output);
            tell($"Evaluate, {batchSize} rows at a time");
            _values.Add((float)model.Evaluate(data, new() { Loss = Loss.MeanSquaredError, Metrics = [Metric.MeanAbsoluteError], BatchSize = batchSize, Threads = 2 }).Loss);
        }
    }

    private void Training()
    {
        Dataset data = _rows.ToDataset(SampleModels.RandomTargets(model, _rows.Rows));
        Optimizer[] optimizers =
        [
            new Sgd(0.01), new Sgd(0.01) { Momentum = 0.9f, Nesterov = true }, new Adam { AmsGrad = true, ClipNorm = 1 }, new RmsProp { Momentum = 0.5f, Centered = true },
            new Adagrad(), new Adadelta(), new Nadam { GlobalClipNorm = 1 },
        ];

        // An update does not depend on the model: the models take the optimizers in turn.
        Optimizer optimizer = optimizers[model.Description.Name.Length % optimizers.Length];
        tell($"Trainer.Step with {optimizer.Name}");
        using Trainer trainer = model.CreateTrainer(new() { Loss = Loss.MeanSquaredError, Optimizer = optimizer, BatchSize = 100_000, Threads = 2 });
        _values.Add((float)trainer.Step(data, Hand<int>([3, 1, 2])));
        _values.Add((float)trainer.Step(data, Hand<int>([.. Enumerable.Range(0, _rows.Rows)])));
        string state = Path.GetTempFileName();
        trainer.Save(state);
        trainer.Load(state);
        File.Delete(state);
        trainer.ResetStates();
        tell("Fit");
        History history = model.Fit(data, new() { Loss = Loss.MeanSquaredError, BatchSize = int.MaxValue, Threads = 2, ValidationSplit = 0.2, Optimizer = new Adam() });
        _values.AddRange(history["val_loss"].Select(loss => (float)loss));
    }

    private void Files()
    {
        tell("Save and Load");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string path = Path.Combine(folder, "model.safetensors");
            model.Save(path);
            model.SaveStructure(Path.Combine(folder, "model.json"));
            model.Load(path);
            Weights();
            model.Dispose();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
