namespace SeqGen.Soak;

/// <summary>One way of computing a row's output, or all rows' outputs.</summary>
/// <param name="model">The model.</param>
/// <param name="rows">The rows.</param>
/// <param name="row">The row.</param>
/// <param name="output">Receives the output.</param>
internal delegate void PredictRow(SequenceModel model, SoakRows rows, int row, Span<float> output);

/// <summary>A kind of model: how it is made, and its own method Predict, which keeps a predictor for each thread.</summary>
/// <param name="Create">Makes a model with fresh weights from a seed.</param>
/// <param name="Predict">Calls the emitted Predict.</param>
internal sealed record SoakModel(Func<int, SequenceModel> Create, PredictRow Predict)
{
    /// <summary>The models of a run.</summary>
    public static IReadOnlyList<SoakModel> All() =>
    [
        new(seed => new TokensLstm(seed), (model, rows, row, output) => ((TokensLstm)model).Predict(rows.Tokens(row), output)),
        new(seed => new FoldedGru(seed), (model, rows, row, output) => ((FoldedGru)model).Predict(rows.Tokens(row), output)),
        new(seed => new StepsGru(seed), (model, rows, row, output) => ((StepsGru)model).Predict(rows.Features(row), output)),
        new(seed => new ConvText(seed), (model, rows, row, output) => ((ConvText)model).Predict(rows.Tokens(row), output)),
        new(seed => new BothLstm(seed), (model, rows, row, output) => ((BothLstm)model).Predict(rows.Features(row), rows.Mask(row), output)),
        new(seed => new CarryingLstm(seed), (model, rows, row, output) => ((CarryingLstm)model).Predict(rows.Features(row), output)),
        new(seed => new HalfLstm(seed), (model, rows, row, output) => ((HalfLstm)model).Predict(rows.Features(row), output)),
        new(seed => new Attending(seed), (model, rows, row, output) => ((Attending)model).Predict(rows.Tokens(row)[..7], rows.Tokens(row)[7..], output)),
    ];
}
