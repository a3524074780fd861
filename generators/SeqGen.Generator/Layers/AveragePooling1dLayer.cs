// average_pooling1d: the mean of each window, for each value of a step.
//
//     y[t][k] = mean of x[i][k] over the steps i of window t, as far as they exist
//     steps    padding=valid: (steps - pool_size) / strides + 1; same: steps / strides, rounded up
//     weights  none
//     mask     ignored, and ends here

namespace SeqGen.Generator.Layers;

/// <summary>The mean of each window, for each value of a step.</summary>
internal sealed record AveragePooling1dLayer : PoolingLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "average_pooling1d", "AveragePooling1D", "The mean of each window, for each value of a step.", Read, WindowArguments.Pooling);

    private static AveragePooling1dLayer Read(ArgumentReader arguments)
    {
        (int poolSize, int strides, WindowPadding padding) = WindowArguments.ReadPooling(arguments);
        return new() { PoolSize = poolSize, Strides = strides, Padding = padding };
    }

    protected override bool IsMaximum => false;
}
