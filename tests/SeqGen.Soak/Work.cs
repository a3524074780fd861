using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SeqGen.Soak;

/// <summary>What the work of one kind of model must give, computed once by one thread before the others start.</summary>
internal sealed class Work
{
    private const int SharedSeed = 1;
    private const int TrainedSeed = 2;
    private const int SavedSeed = 3;

    private readonly SoakModel _kind;
    private readonly SequenceModel _shared;
    private readonly SoakRows _rows;
    private readonly string _path;
    private readonly float[] _alone;
    private readonly float[] _together;
    private readonly float[] _streamed;
    private readonly float[] _trained;
    private readonly float[] _loaded;

    /// <param name="kind">The kind of model.</param>
    /// <param name="folder">Where its weights are saved.</param>
    public Work(SoakModel kind, string folder)
    {
        _kind = kind;
        _shared = kind.Create(SharedSeed);
        _rows = new(_shared.Description);
        _path = Path.Combine(folder, _shared.Description.Name + ".safetensors");
        SequenceModel saved = kind.Create(SavedSeed);
        saved.Save(_path);
        _alone = Alone(_shared.CreatePredictor());
        _together = _shared.Predict(_rows.Data, threads: 1);
        _streamed = Streams ? Stream(new(_shared)) : [];
        _trained = Train(_ => { }, threads: 1);
        _loaded = Alone(saved.CreatePredictor());
    }

    /// <summary>True where the model can take its steps one by one.</summary>
    public bool Streams => _shared.Description.StreamObstacle is null;

    private int Length => _shared.Description.Output.Length;

    /// <summary>Predicts all rows with a predictor of the caller's.</summary>
    public void PredictAlone(Counters counters, Predictor predictor) => counters.Predicted(SoakRows.Count, Compare(Alone(predictor), _alone));

    /// <summary>Predicts all rows by the shared model's own method.</summary>
    public void PredictShared(Counters counters) => counters.Predicted(SoakRows.Count, Compare(Own(_shared), _alone));

    /// <summary>Predicts the data set.</summary>
    public void PredictTogether(Counters counters, int threads) => counters.Predicted(SoakRows.Count, Compare(_shared.Predict(_rows.Data, threads: threads), _together));

    /// <summary>Takes all rows step by step.</summary>
    public void PredictSteps(Counters counters, SequenceStream stream) => counters.Streamed(SoakRows.Count, Compare(Stream(stream), _streamed));

    /// <summary>Trains a model that no other thread uses.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void TrainOwn(Counters counters, int threads) => counters.Trained(Compare(Train(counters.Created, threads), _trained));

    /// <summary>Loads, uses, saves and loads again a model that no other thread uses.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Reload(Counters counters, string path)
    {
        SequenceModel first = _kind.Create(7);
        counters.Created(first);
        first.Load(_path);
        counters.Reloaded(SoakRows.Count, Compare(Own(first), _loaded));
        first.Save(path);
        SequenceModel second = _kind.Create(8);
        counters.Created(second);
        second.Load(path);
        counters.Reloaded(SoakRows.Count, Compare(Own(second), _loaded));
    }

    public Predictor NewPredictor() => _shared.CreatePredictor();

    public SequenceStream NewStream() => new(_shared);

    /// <summary>All rows in order; of a stateful model from states of zero on.</summary>
    private float[] Alone(Predictor predictor)
    {
        float[] output = new float[SoakRows.Count * Length];
        predictor.ResetStates();
        for (int row = 0; row < SoakRows.Count; row++)
        {
            predictor.Predict(_rows.Tokens(row), _rows.Features(row), _rows.Mask(row), output.AsSpan(row * Length, Length));
        }

        return output;
    }

    private float[] Own(SequenceModel model)
    {
        float[] output = new float[SoakRows.Count * Length];
        model.ResetStates();
        for (int row = 0; row < SoakRows.Count; row++)
        {
            _kind.Predict(model, _rows, row, output.AsSpan(row * Length, Length));
        }

        return output;
    }

    /// <summary>Every step's output of every row.</summary>
    private float[] Stream(SequenceStream stream)
    {
        IReadOnlyList<InputDescription> inputs = _shared.Description.Inputs;
        InputDescription last = inputs[^1];
        int size = _shared.Description.Output.Size;
        float[] output = new float[SoakRows.Count * last.Length * size];
        for (int row = 0; row < SoakRows.Count; row++)
        {
            ReadOnlySpan<int> tokens = _rows.Tokens(row);
            if (inputs.Count > 1)
            {
                stream.Begin(tokens[..inputs[0].Length]);
                tokens = tokens[inputs[0].Length..];
            }
            else
            {
                stream.Reset();
            }

            for (int step = 0; step < last.Length; step++)
            {
                ReadOnlySpan<float> now = last.Kind == InputKind.Features
                    ? stream.Step(_rows.Features(row).Slice(step * last.Size, last.Size))
                    : stream.Step(tokens[step]);
                now.CopyTo(output.AsSpan(((row * last.Length) + step) * size));
            }
        }

        return output;
    }

    private float[] Train(Action<SequenceModel> created, int threads)
    {
        SequenceModel model = _kind.Create(TrainedSeed);
        created(model);
        model.Fit(_rows.Data, new FitOptions
        {
            Epochs = 1,
            BatchSize = SoakRows.Count,
            Seed = 5,
            Threads = threads,
            Loss = Loss.MeanSquaredError,
            Optimizer = new Adam(0.01),
        });
        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name))];
    }

    /// <summary>The number of values of which a bit differs.</summary>
    private static int Compare(float[] found, float[] expected)
    {
        ReadOnlySpan<int> bits = MemoryMarshal.Cast<float, int>(found);
        ReadOnlySpan<int> wanted = MemoryMarshal.Cast<float, int>(expected);
        if (bits.SequenceEqual(wanted))
        {
            return 0;
        }

        int wrong = Math.Abs(bits.Length - wanted.Length);
        for (int i = 0; i < Math.Min(bits.Length, wanted.Length); i++)
        {
            wrong += bits[i] == wanted[i] ? 0 : 1;
        }

        return wrong;
    }
}
