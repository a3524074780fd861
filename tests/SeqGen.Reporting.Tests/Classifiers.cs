namespace SeqGen.Reporting.Tests;

/// <summary>One yes-or-no question.</summary>
[SequenceModel, Features(Size = 2), Dense(1, Activation.Sigmoid), Loss(LossFunction.BinaryCrossentropy)]
internal sealed partial class Question;

/// <summary>Three classes.</summary>
[SequenceModel, Features(Size = 2), Dense(3, Activation.Softmax), Loss(LossFunction.SparseCategoricalCrossentropy)]
internal sealed partial class Choice;

/// <summary>More classes than a report draws.</summary>
[SequenceModel, Features(Size = 2), Dense(101, Activation.Softmax), Loss(LossFunction.SparseCategoricalCrossentropy)]
internal sealed partial class LargeChoice;

/// <summary>A number.</summary>
[SequenceModel, Features(Size = 2), Dense(1), Loss("mse")]
internal sealed partial class Value;

/// <summary>Two questions about each row, and its class.</summary>
[SequenceModel, Features(Size = 2), Dense(4, Activation.Tanh, Name = "body"), Dense(2, Activation.Sigmoid, Name = "signs"), Branch("kind", From = "body"), Dense(3, Activation.Softmax)]
[Output("signs", "bce"), Output("kind", LossFunction.SparseCategoricalCrossentropy)]
internal sealed partial class Both;

/// <summary>Points of a plane, the same ones each time.</summary>
internal static class Points
{
    public const int Count = 60;

    public static float[] Values { get; } = [.. Enumerable.Range(0, Count * 2).Select(i => MathF.Sin(i * 1.7f) + (0.5f * MathF.Cos(i * 0.3f)))];

    public static int[] Yes { get; } = [.. Enumerable.Range(0, Count).Select(i => Values[2 * i] + (0.7f * MathF.Sin(i * 5f)) > 0 ? 1 : 0)];

    public static int[] Class { get; } = [.. Enumerable.Range(0, Count).Select(i => Values[2 * i] > 0.3f ? 2 : Values[(2 * i) + 1] > 0 ? 1 : 0)];

    public static Dataset Questions => Dataset.FromFeatures(Values, 2, Yes);

    public static Dataset Choices => Dataset.FromFeatures(Values, 2, Class);

    /// <summary>A fit of two epochs with callbacks.</summary>
    public static History Fit(SequenceModel model, Dataset data, params Callback[] callbacks) =>
        model.Fit(data, new FitOptions { Epochs = 2, BatchSize = 16, Optimizer = new Adam(0.05), Seed = 7, ValidationSplit = 0.2, Callbacks = callbacks });
}
