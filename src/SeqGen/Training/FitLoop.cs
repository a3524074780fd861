using SeqGen.Data;

namespace SeqGen;

/// <summary>The loop over epochs and steps.</summary>
internal sealed class FitLoop
{
    private readonly SequenceModel _model;
    private readonly Dataset _training;
    private readonly Dataset? _validation;
    private readonly FitOptions _options;
    private readonly IReadOnlyList<Objective> _objectives;
    private readonly MetricSet _metrics;
    private readonly Optimizer _optimizer;
    private readonly RankGroup _ranks;

    // All of them on rank 0, none on the others.
    private readonly IReadOnlyList<Callback> _callbacks;
    private int _begunCallbacks;
    private int _sharedWeights;

    public FitLoop(SequenceModel model, Dataset training, FitOptions options, IReadOnlyList<Objective> objectives, RankGroup ranks)
    {
        options.Check();
        _ranks = ranks;
        _callbacks = ranks.IsFirst ? options.Callbacks : [];
        _model = model;
        _options = options;
        _objectives = objectives;
        _metrics = new MetricSet(objectives);
        _optimizer = options.Optimizer ?? new RmsProp();
        (_training, _validation) = (training, options.Validation);
        if (_validation is null && options.ValidationSplit > 0)
        {
            (_training, _validation) = training.Split(options.ValidationSplit);
        }
    }

    public History Run()
    {
        using Trainer trainer = new(_model, _options, _objectives, _metrics, _optimizer, _ranks);
        trainer.Scorer.Check(_training, "training");
        if (_validation is not null)
        {
            trainer.Scorer.Check(_validation, "validation");
        }

        int batchSize = _options.BatchSize;
        FitContext fit = new(_model, _options, _optimizer, _objectives[0].Loss, _metrics)
        {
            RowsPerEpoch = _training.Count,
            StepsPerEpoch = Rounding.Parts(_training.Count, batchSize),
            Shuffling = !_options.Shuffle || _training.ShuffleBuffer >= _training.Count ? $"{_options.Shuffle}" : $"{_training.ShuffleBuffer} rows at a time",
        };
        fit.History.Training = new TrainingRecord(_options, _optimizer, _objectives, _training.Count, _validation?.Count ?? 0);
        if (_validation is not null)
        {
            fit.AddValidationFigures();
        }

        using Evaluator? evaluator = _validation is null ? null : new Evaluator(
            _model, _objectives, _model.Description.Stateful ? batchSize : Evaluator.DefaultBatchSize, _options.Threads, _ranks);
        trainer.RequireSameEverywhere(settings =>
        {
            settings.WriteSetting("epochs", _options.Epochs);
            settings.WriteSetting("shuffle", fit.Shuffling);
            settings.WriteSetting("training data", trainer.Describe(_training));
            settings.WriteSetting("validation data", trainer.Describe(_validation));
        });
        float[] lastGood = _model.Weights.Span.ToArray();
        FitState state = new(fit, trainer, _validation?.Count ?? 0, lastGood, _ranks.IsFirst ? _callbacks : null);
        if (OpenTraining() is { } saved)
        {
            state.Open(saved);
        }

        try
        {
            RunEpochs(fit, state, trainer, evaluator, lastGood);
        }
        catch (TrainingDivergedException error)
        {
            // The callbacks have seen the end of the fit, and may have restored other weights.
            error.Kept = $"The weights are those {WhatIsKept(fit, lastGood)}.";
            throw;
        }

        return fit.History;
    }

    /// <summary>The training to continue: rank 0 has the file, and the others get what it holds.</summary>
    private TrainingState? OpenTraining()
    {
        if (_ranks.IsAlone)
        {
            return _options.Resume is null ? null : TrainingState.Load(_options.Resume);
        }

        TrainingState? saved = _ranks.IsFirst && _options.Resume is not null ? TrainingState.Load(_options.Resume) : null;
        using MemoryStream stream = new();
        saved?.Save(stream);
        byte[] bytes = _ranks.BytesOfFirst(stream.ToArray());
        return bytes.Length == 0 ? null : saved ?? TrainingState.Load(new MemoryStream(bytes));
    }

    private void RunEpochs(FitContext fit, FitState state, Trainer trainer, Evaluator? evaluator, float[] lastGood)
    {
        try
        {
            foreach (Callback callback in _callbacks)
            {
                callback.OnFitBegin(fit);
                _begunCallbacks++;
            }

            state.Continue();
            state.SaveRequested();
            Share(fit);
            while (state.IsInEpoch || (fit.Epoch < _options.Epochs && !fit.IsStopping))
            {
                if (!state.IsInEpoch)
                {
                    BeginEpoch(fit, state, trainer);
                }

                RunSteps(fit, state, trainer, lastGood);
                EndEpoch(fit, state, evaluator, lastGood);
            }

            BeforeEnd(fit, state);
        }
        catch (Exception error)
        {
            _ranks.Fail(error);
            throw;
        }
        finally
        {
            fit.IsOver = true;
            EndFit(fit, 0);
            ShareAtEnd(fit);
        }
    }

    /// <summary>All ranks follow what the callbacks of rank 0 have decided, and end when one of them is cancelled.</summary>
    private void Share(FitContext fit)
    {
        if (_ranks.IsAlone)
        {
            return;
        }

        // After an error, ranks may be at different steps.
        long topic = fit.IsOver ? -1 : ((long)fit.Epoch << 32) + fit.Step;
        RankGroup.Decision decision = _ranks.Agree(RankGroup.Place.Fit, topic, _options.Cancellation.IsCancellationRequested, new()
        {
            Number = _optimizer.CurrentLearningRate,
            IsStopping = fit.IsStopping,
            HasWeights = _model.WeightsVersion != _sharedWeights,
        });
        fit.IsStopping = decision.IsStopping;
        if (!decision.Number.Equals(_optimizer.CurrentLearningRate))
        {
            _optimizer.LearningRate = decision.Number;
        }

        if (decision.HasWeights)
        {
            _ranks.Broadcast(_model.Weights.Span);
            _model.MarkWeightsChanged();
        }

        _sharedWeights = _model.WeightsVersion;
    }

    /// <summary>Callbacks may give the model other weights when a fit ends, also where an error ended it.</summary>
    private void ShareAtEnd(FitContext fit)
    {
        if (_ranks.IsConnected)
        {
            Share(fit);
        }
    }

    private void BeginEpoch(FitContext fit, FitState state, Trainer trainer)
    {
        state.StartClock();
        fit.Epoch++;
        fit.Step = 0;
        fit.RowsSeen = 0;
        fit.LossSum = 0;
        _metrics.Reset();
        trainer.ResetStates();
        foreach (Callback callback in _callbacks)
        {
            callback.OnEpochBegin(fit);
        }

        state.IsInEpoch = true;
        state.SaveRequested();
        Share(fit);
    }

    private void RunSteps(FitContext fit, FitState state, Trainer trainer, float[] lastGood)
    {
        int[] order = Order(fit.Epoch);
        while (fit.Step < fit.StepsPerEpoch && !fit.IsStopping)
        {
            if (IsCancelled)
            {
                BeforeEnd(fit, state);
                ThrowCancelled();
            }

            ReadOnlySpan<int> rows = order.AsSpan(fit.RowsSeen, Math.Min(_options.BatchSize, order.Length - fit.RowsSeen));
            Divergence? divergence = trainer.TryStep(_training, rows, out double loss);
            _sharedWeights = _model.WeightsVersion;
            fit.StepLoss = loss;
            fit.Step++;
            if (divergence is not null)
            {
                throw Diverged(fit, divergence, lastGood);
            }

            fit.RowsSeen += rows.Length;
            fit.LossSum += fit.StepLoss * rows.Length;

            // By index: the enumerator of a list behind its interface would be allocated at every step.
            for (int i = 0; i < _callbacks.Count; i++)
            {
                _callbacks[i].OnStepEnd(fit);
            }

            state.SaveRequested();
            Share(fit);
        }
    }

    private void EndEpoch(FitContext fit, FitState state, Evaluator? evaluator, float[] lastGood)
    {
        EpochResult result = Summarise(fit, state, evaluator);
        fit.History.Add(result);
        foreach (Callback callback in _callbacks)
        {
            callback.OnEpochEnd(fit, result);
        }

        _model.Weights.Span.CopyTo(lastGood);
        state.IsInEpoch = false;
        state.SaveRequested();
        Share(fit);
    }

    /// <summary>All callbacks that saw the beginning see the end, also where one of them throws.</summary>
    private void EndFit(FitContext fit, int first)
    {
        if (first == _begunCallbacks)
        {
            return;
        }

        try
        {
            _callbacks[first].OnFitEnd(fit);
        }
        finally
        {
            EndFit(fit, first + 1);
        }
    }

    private void BeforeEnd(FitContext fit, FitState state)
    {
        foreach (Callback callback in _callbacks)
        {
            callback.OnFitEnding(fit);
        }

        state.SaveRequested();
    }

    private bool IsCancelled => _ranks.IsCancelled || (_ranks.IsAlone && _options.Cancellation.IsCancellationRequested);

    private void ThrowCancelled()
    {
        _options.Cancellation.ThrowIfCancellationRequested();
        throw new OperationCanceledException("Another rank was cancelled.");
    }

    private int[] Order(int epoch)
    {
        if (_options.Shuffle && !_model.Description.Stateful)
        {
            return SeededShuffle.Buffered(_training.Count, _training.ShuffleBuffer, ((long)_options.Seed << 32) + epoch);
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
        return new TrainingDivergedException(divergence, fit.Epoch, fit.Step, fit.StepLoss);
    }

    private string WhatIsKept(FitContext fit, float[] lastGood) =>
        fit.WeightsPutBack is not null ? fit.WeightsPutBack
        : !_model.Weights.Span.SequenceEqual(lastGood) ? "that a callback set at the end of the fit"
        : fit.Epoch == 1 ? "from before training"
        : $"from the end of epoch {fit.Epoch - 1}";

    private EpochResult Summarise(FitContext fit, FitState state, Evaluator? evaluator)
    {
        List<double> values = [fit.Loss];
        for (int i = 0; i < _metrics.Names.Length; i++)
        {
            values.Add(_metrics.Result(i));
        }

        if (evaluator is not null)
        {
            values.AddRange(Validate(fit, state, evaluator));
        }

        return new EpochResult(
            fit.Epoch, [.. fit.FigureNames], [.. values], state.EpochSeconds, _optimizer.LearningRate.At(Math.Max(0, _optimizer.Iterations - 1)));
    }

    private IEnumerable<double> Validate(FitContext fit, FitState state, Evaluator evaluator)
    {
        try
        {
            return evaluator.Evaluate(_validation!, _options.Cancellation).Select(figure => figure.Value);
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            BeforeEnd(fit, state);
            throw;
        }
    }
}
