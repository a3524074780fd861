using Microsoft.ML.OnnxRuntime;

namespace SeqGen.Interop.Tests;

/// <summary>Random rows for a model: values, masks and states, run by SeqGen and by ONNX Runtime.</summary>
internal sealed class ExportRun
{
    private readonly SequenceModel _model;
    private readonly Dictionary<string, int[]> _tokens = [];
    private readonly Dictionary<string, float[]> _floats = [];
    private readonly Dictionary<string, bool[]> _masks = [];

    public const int Rows = 3;

    public ExportRun(SequenceModel model, int seed)
    {
        _model = model;
        Values values = new(seed);
        foreach (InputDescription input in model.Description.Inputs)
        {
            int length = Rows * Math.Max(input.Length, 1);
            if (input.Kind == InputKind.Features)
            {
                _floats[input.Name] = Features(values, length, input.Size);
            }
            else
            {
                _tokens[input.Name] = [.. Enumerable.Range(0, length).Select(_ => (int)((values.Next() + 0.5f) * input.Vocabulary))];
            }

            if (input.IsVariable)
            {
                // All steps, one, and half of them.
                _masks[input.Name] = [.. Enumerable.Range(0, length).Select(i => i % input.Length < ((i / input.Length) switch { 0 => input.Length, 1 => 1, _ => (input.Length + 1) / 2 }))];
            }
            else if (input.HasMask)
            {
                // The first row begins with a masked step, the second one ends with two, the third is arbitrary.
                _masks[input.Name] = [.. Enumerable.Range(0, length).Select(i => (i / input.Length) switch { 0 => i > 0, 1 => i % input.Length < input.Length - 2, _ => values.Next() > 0 })];
            }
        }

        foreach (StateDescription state in model.Description.InitialStates)
        {
            _floats[state.Name] = values.Vector(Rows * state.Units);
        }
    }

    /// <summary>The same rows for another model with inputs of the same names.</summary>
    public ExportRun Of(SequenceModel other) => new(other, this);

    private ExportRun(SequenceModel model, ExportRun rows) => (_model, _tokens, _floats, _masks) = (model, rows._tokens, rows._floats, rows._masks);

    /// <summary>Gives every weight of a model values of its own; variances are positive.</summary>
    public static void Fill(SequenceModel model, int seed)
    {
        Values values = new(seed);
        foreach (WeightDescription weight in model.Description.Weights)
        {
            bool isPositive = weight.Name.EndsWith("variance", StringComparison.Ordinal);
            model.SetWeight(weight.Name, [.. values.Vector(weight.Length).Select(value => isPositive ? value + 1 : 1.5f * value)]);
        }
    }

    /// <summary>The outputs and final states of all rows by SeqGen, by the names of the exported graph.</summary>
    public Dictionary<string, float[]> BySeqGen(SequenceModel? other = null)
    {
        SequenceModel model = other ?? _model;
        Dictionary<string, List<float>> results = [];
        Predictor predictor = model.CreatePredictor();
        for (int row = 0; row < Rows; row++)
        {
            foreach ((StateDescription state, StateDescription given) in model.Description.InitialStates.Zip(_model.Description.InitialStates))
            {
                Row(_floats[given.Name], row, state.Units).CopyTo(predictor.InitialState(state.Name));
            }

            float[] output = new float[model.Description.Output.Length];
            foreach ((InputDescription input, InputDescription given) in model.Description.Inputs.Zip(_model.Description.Inputs))
            {
                float[] mask = _masks.TryGetValue(given.Name, out bool[]? real) && input.HasMask ? [.. Row(real, row, input.Length).ToArray().Select(isReal => isReal ? 1f : 0f)] : [];
                bool isFeatures = input.Kind == InputKind.Features;
                int length = Math.Max(input.Length, 1) * (isFeatures ? input.Size : 1);
                if (model.Description is { Inputs.Count: 1, Outputs.Count: 1 })
                {
                    predictor.Predict(isFeatures ? [] : Row(_tokens[given.Name], row, length), isFeatures ? Row(_floats[given.Name], row, length) : [], mask, output);
                }
                else if (isFeatures)
                {
                    predictor.SetInput(input.Name, Row(_floats[given.Name], row, length), mask);
                }
                else
                {
                    predictor.SetInput(input.Name, Row(_tokens[given.Name], row, length), mask);
                }
            }

            if (model.Description.Outputs.Count > 1)
            {
                predictor.Run();
                for (int index = 0; index < model.Description.Outputs.Count; index++)
                {
                    output = new float[model.Description.Outputs[index].Length];
                    predictor.CopyOutput(index, output);
                    Add(index == 0 ? "" : OnnxExport.OutputOf(_model.Description, _model.Description.Outputs[index].Name), output);
                }
            }
            else
            {
                if (model.Description.Inputs.Count > 1)
                {
                    predictor.Run(output);
                }

                Add("", output);
            }

            foreach ((StateDescription state, StateDescription given) in model.Description.FinalStates.Zip(_model.Description.FinalStates))
            {
                Add(OnnxExport.StateAfter(given.Name), predictor.FinalState(state.Name));
            }
        }

        return results.ToDictionary(result => result.Key, result => result.Value.ToArray());

        void Add(string name, ReadOnlySpan<float> values)
        {
            if (!results.TryGetValue(name, out List<float>? list))
            {
                results.Add(name, list = []);
            }

            list.AddRange(values);
        }
    }

    /// <summary>The output of a row of a model with one input that takes sequences of any length, given the steps that it has.</summary>
    public float[] BySeqGen(int row)
    {
        InputDescription input = _model.Description.Inputs[0];
        int steps = Row(_masks[input.Name], row, input.Length).ToArray().Count(isThere => isThere);
        float[] output = new float[_model.Description.Output.LengthOf is null ? _model.Description.Output.Length : steps * _model.Description.Output.Size];
        _model.CreatePredictor().Predict(
            _tokens.TryGetValue(input.Name, out int[]? tokens) ? Row(tokens, row, input.Length)[..steps] : [],
            _floats.TryGetValue(input.Name, out float[]? features) ? Row(features, row, input.Length * input.Size)[..(steps * input.Size)] : [], [], output);
        return output;
    }

    /// <summary>The same by ONNX Runtime; the output is that without a name.</summary>
    public Dictionary<string, float[]> ByOnnxRuntime(byte[] file)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(file, options);
        Dictionary<string, OrtValue> inputs = [];
        foreach (InputDescription input in _model.Description.Inputs)
        {
            long[] shape = input.Kind != InputKind.Features ? [Rows, input.Length] : input.Length > 0 ? [Rows, input.Length, input.Size] : [Rows, input.Size];
            inputs[input.Name] = _tokens.TryGetValue(input.Name, out int[]? tokens)
                ? OrtValue.CreateTensorValueFromMemory<long>([.. tokens.Select(token => (long)token)], shape)
                : OrtValue.CreateTensorValueFromMemory(_floats[input.Name], shape);
            if (_masks.ContainsKey(input.Name))
            {
                inputs[OnnxExport.MaskOf(input.Name)] = OrtValue.CreateTensorValueFromMemory(_masks[input.Name], [Rows, input.Length]);
            }
        }

        foreach (StateDescription state in _model.Description.InitialStates)
        {
            inputs[OnnxExport.StateBefore(state.Name)] = OrtValue.CreateTensorValueFromMemory(_floats[state.Name], [Rows, state.Units]);
        }

        using RunOptions run = new();
        using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, inputs, session.OutputNames);
        Dictionary<string, float[]> all = [];
        for (int i = 0; i < session.OutputNames.Count; i++)
        {
            if (session.OutputMetadata[session.OutputNames[i]].ElementType == typeof(float))
            {
                all[i == 0 ? "" : session.OutputNames[i]] = results[i].GetTensorDataAsSpan<float>().ToArray();
            }
        }

        foreach (OrtValue value in inputs.Values)
        {
            value.Dispose();
        }

        return all;
    }

    /// <summary>The outputs of the first row, step after step, by a stream of SeqGen.</summary>
    public float[] StreamBySeqGen(SequenceModel? other = null)
    {
        SequenceStream stream = new(other ?? _model);
        InputDescription input = _model.Description.Inputs[0];
        return [.. Enumerable.Range(0, input.Length).SelectMany(step =>
            (input.Kind == InputKind.Features ? stream.Step(Row(_floats[input.Name], step, input.Size)) : stream.Step(_tokens[input.Name][step])).ToArray())];
    }

    /// <summary>The same by ONNX Runtime and the exported step, whose states are handed on.</summary>
    public float[] StreamByOnnxRuntime(byte[] file)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using InferenceSession session = new(file, options);
        InputDescription input = _model.Description.Inputs[0];
        string[] states = [.. session.InputNames.Where(name => name != input.Name)];
        session.OutputNames.Skip(1).Order().ShouldBe(states.Select(state => state.Replace("_before", "_after", StringComparison.Ordinal)).Order());
        Dictionary<string, float[]> carried = states.ToDictionary(state => state, state => Initial(state, session.InputMetadata[state].Dimensions));
        List<float> outputs = [];
        for (int step = 0; step < input.Length; step++)
        {
            Dictionary<string, OrtValue> values = carried.ToDictionary(
                state => state.Key, state => OrtValue.CreateTensorValueFromMemory(state.Value, [.. session.InputMetadata[state.Key].Dimensions.Select(extent => (long)Math.Abs(extent))]));
            values[input.Name] = input.Kind == InputKind.Features
                ? OrtValue.CreateTensorValueFromMemory(Row(_floats[input.Name], step, input.Size).ToArray(), [1, 1, input.Size])
                : OrtValue.CreateTensorValueFromMemory<long>([_tokens[input.Name][step]], [1, 1]);
            using RunOptions run = new();
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, values, session.OutputNames);
            outputs.AddRange(results[0].GetTensorDataAsSpan<float>());
            for (int i = 1; i < results.Count; i++)
            {
                carried[session.OutputNames[i].Replace("_after", "_before", StringComparison.Ordinal)] = results[i].GetTensorDataAsSpan<float>().ToArray();
            }

            values.Values.ToList().ForEach(value => value.Dispose());
        }

        return [.. outputs];

        float[] Initial(string state, int[] shape)
        {
            // h before c, as Keras orders the states.
            string weight = $"{state[..state.IndexOf('/', StringComparison.Ordinal)]}/initial_state_{(state.EndsWith("/c_before", StringComparison.Ordinal) ? 1 : 0)}";
            return _model.Description.Weights.Any(known => known.Name == weight) ? _model.GetWeight(weight) : new float[shape.Aggregate(1, (product, extent) => product * Math.Abs(extent))];
        }
    }

    /// <summary>Requires the same results under the same names.</summary>
    public static void RequireAgreement(Dictionary<string, float[]> actual, Dictionary<string, float[]> expected, string what)
    {
        actual.Keys.Order().ShouldBe(expected.Keys.Order(), what);
        foreach ((string name, float[] values) in expected)
        {
            Agreement.Require(actual[name], [.. values.Select(value => (double)value)], $"{what}\n{name}");
        }
    }

    private static ReadOnlySpan<T> Row<T>(T[] values, int row, int length) => values.AsSpan(row * length, length);

    /// <summary>Values of which some whole steps are 0 or 0.5, as a masking layer needs them.</summary>
    private static float[] Features(Values values, int steps, int size) => [.. Enumerable.Range(0, steps).SelectMany(step => (step % 5) switch
    {
        3 => Enumerable.Repeat(0f, size),
        4 => Enumerable.Repeat(0.5f, size),
        _ => values.Vector(size).Select(value => 2 * value),
    })];
}
