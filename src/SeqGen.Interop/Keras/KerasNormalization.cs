using SeqGen.Interop.Graph;
using SeqGen.Interop.Json;

namespace SeqGen.Interop.Keras;

/// <summary>
/// Keras' Normalization with a mean and a variance for each value of a step, which the config or the file's weights say.
///
///     y = (x - mean) / max(sqrt(variance), 1e-7), as two layers: the difference is exact, so values far from zero keep their digits
///     y = mean + x * max(sqrt(variance), 1e-7) with invert
/// </summary>
internal sealed class KerasNormalization
{
    private const double Epsilon = 1e-7;

    private readonly JsonPlace _options;
    private readonly Layer? _centred;

    /// <param name="options">The config.</param>
    /// <param name="origin">What the file calls the layer.</param>
    /// <param name="name">Its name.</param>
    /// <param name="input">What it takes.</param>
    public KerasNormalization(JsonPlace options, string origin, string name, Layer input)
    {
        _options = options;
        foreach (string option in options.MemberNames.Except(["trainable", "axis", "mean", "variance", "invert"]))
        {
            KerasOptions.RequireLeftOut(options, option);
        }

        Layer PerChannel(Layer before, string called) => new Layer("rescaling", origin).Named(called).With(null, 1).With("per_channel", true).Take(before);
        _centred = options.Optional("invert")?.Flag() == true ? null : PerChannel(input, name + "_mean");
        Layer = PerChannel(_centred ?? input, name);
    }

    /// <summary>The layer whose output it gives.</summary>
    public Layer Layer { get; }

    /// <summary>True where the config has mean and variance.</summary>
    public bool IsGiven => _options.Has("mean");

    /// <summary>Sets what the config says.</summary>
    /// <param name="size">Values of a step.</param>
    public void Set(int size) => Set(size, [_options["mean"].Tensor(), _options["variance"].Tensor()]);

    /// <summary>Sets what the weights say: mean, variance, and a count that matters in training only.</summary>
    public void Set(int size, IReadOnlyList<WeightTensor> tensors)
    {
        if (tensors.Count is not (2 or 3) || tensors.Take(2).Any(tensor => tensor.Values.Length != 1 && tensor.Values.Length != size) || tensors[1].Values.Any(value => value < 0))
        {
            throw _options.Context.Error($"{Layer.Origin} has the weights {string.Join(", ", tensors.Select(tensor => tensor.ShapeText))}; a mean and a variance of {size} values each were expected, none of them negative.");
        }

        float[] Each(WeightTensor tensor, Func<double, double> function) => [.. Enumerable.Range(0, size).Select(i => (float)function(tensor.Values[tensor.Values.Length == 1 ? 0 : i]))];
        double Deviation(double variance) => Math.Max(Math.Sqrt(variance), Epsilon);
        WeightTensor ones = WeightTensor.Vector([.. Enumerable.Repeat(1f, size)]);
        _centred?.Weight("scale", ones).Weight("offset", WeightTensor.Vector(Each(tensors[0], mean => -mean)));
        Layer.Weight("scale", WeightTensor.Vector(Each(tensors[1], variance => _centred is null ? Deviation(variance) : 1 / Deviation(variance))))
            .Weight("offset", WeightTensor.Vector(Each(tensors[0], mean => _centred is null ? mean : 0)));
    }
}
