using System.Diagnostics;
using SeqGen.Data;

namespace SeqGen;

/// <summary>The loop over epochs and steps.</summary>
internal sealed class FitLoop
{
    private readonly SequenceModel _model;
    private readonly Dataset _training;
    private readonly Dataset? _validation;
    private readonly FitOptions _options;
    private readonly Loss _loss;
    private readonly MetricSet _metrics;
    private readonly Optimizer _optimizer;

    public FitLoop(SequenceModel model, Dataset training, FitOptions options, Loss loss)
    {
        options.Check();
        _model = model;
        _options = options;
        _loss = loss;
        _metrics = new MetricSet(options.Metrics, loss);
        _optimizer = options.Optimizer ?? new RmsProp();
        (_training, _validation) = (training, options.Validation);
        if (_validation is null && options.ValidationSplit > 0)
        {
            (_training, _validation) = training.Split(options.ValidationSplit);
        }
    }

    public History Run()
    {
        using Trainer trainer = new(_model, _options, _loss, _metrics, _optimizer);
        trainer.Scorer.Check(_training, "training");
        if (_validation is not null)
        {
            trainer.Scorer.Check(_validation, "validation");
        }

        int batchSize = _options.BatchSize;
        FitContext fit = new(_model, _options, _optimizer, _loss, _metrics)
        {
            RowsPerEpoch = _training.Count,
            StepsPerEpoch = (_training.Count + batchSize - 1) / batchSize,
        };
        using Evaluator? evaluator = _validation is null ? null : new Evaluator(
            _model, new MetricSet(_options.Metrics, _loss), _loss, _model.Description.Stateful ? batchSize : Evaluator.DefaultBatchSize, _options.Threads);
        float[] lastGood = _model.Weights.Span.ToArray();
        try
        {
            Each(fit, static (callback, fit) => callback.OnFitBegin(fit));
            while (fit.Epoch < _options.Epochs && !fit.IsStopping)
            {
                RunEpoch(fit, trainer, evaluator, lastGood);
                _model.Weights.Span.CopyTo(lastGood);
            }
        }
        finally
        {
            Each(fit, static (callback, fit) => callback.OnFitEnd(fit));
        }

        return fit.History;
    }

    private void RunEpoch(FitContext fit, Trainer trainer, Evaluator? evaluator, float[] lastGood)
    {
        long start = Stopwatch.GetTimestamp();
        fit.Epoch++;
        fit.Step = 0;
        fit.RowsSeen = 0;
        fit.LossSum = 0;
        _metrics.Reset();
        trainer.ResetStates();
        int[] order = Order(fit.Epoch);
        Each(fit, static (callback, fit) => callback.OnEpochBegin(fit));
        while (fit.Step < fit.StepsPerEpoch && !fit.IsStopping)
        {
            _options.Cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<int> rows = order.AsSpan(fit.RowsSeen, Math.Min(_options.BatchSize, order.Length - fit.RowsSeen));
            Divergence? divergence = trainer.TryStep(_training, rows, out double loss);
            fit.StepLoss = loss;
            fit.Step++;
            if (divergence is not null)
            {
                throw Diverged(fit, divergence, lastGood);
            }

            fit.RowsSeen += rows.Length;
            fit.LossSum += fit.StepLoss * rows.Length;

            // By index: the enumerator of a list behind its interface would be allocated at every step.
            for (int i = 0; i < _options.Callbacks.Count; i++)
            {
                _options.Callbacks[i].OnStepEnd(fit);
            }
        }

        EpochResult result = Summarise(fit, evaluator, start);
        fit.History.Add(result);
        foreach (Callback callback in _options.Callbacks)
        {
            callback.OnEpochEnd(fit, result);
        }
    }

    private int[] Order(int epoch)
    {
        if (_options.Shuffle && !_model.Description.Stateful)
        {
            return SeededShuffle.Permutation(_training.Count, ((long)_options.Seed << 32) + epoch);
        }

        int[] order = new int[_training.Count];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        return order;
    }

    private TrainingDivergedException Diverged(FitContext fit, Divergence divergence, float[] lastGood)
    {
        lastGood.CopyTo(_model.Weights.Span);
        _model.MarkWeightsChanged();
        string kept = fit.Epoch == 1 ? "from before training" : $"from the end of epoch {fit.Epoch - 1}";
        return new TrainingDivergedException(divergence, fit.Epoch, fit.Step, fit.StepLoss, kept);
    }

    private EpochResult Summarise(FitContext fit, Evaluator? evaluator, long start)
    {
        List<string> names = ["loss"];
        List<double> values = [fit.Loss];
        for (int i = 0; i < _metrics.Names.Length; i++)
        {
            names.Add(_metrics.Names[i]);
            values.Add(_metrics.Result(i));
        }

        if (evaluator is not null)
        {
            foreach ((string name, double value) in evaluator.Evaluate(_validation!, _options.Cancellation))
            {
                names.Add("val_" + name);
                values.Add(value);
            }
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new EpochResult(fit.Epoch, [.. names], [.. values], seconds, _optimizer.LearningRate.At(Math.Max(0, _optimizer.Iterations - 1)));
    }

    private void Each(FitContext fit, Action<Callback, FitContext> call)
    {
        foreach (Callback callback in _options.Callbacks)
        {
            call(callback, fit);
        }
    }
}
