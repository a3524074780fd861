// max_pooling1d: the greatest value of each window, for each value of a step.
//
//     y[t][k] = max of x[i][k] over the steps i of window t, as far as they exist; the first of equal ones gets the gradient
//     steps    padding=valid: (steps - pool_size) / strides + 1; same: steps / strides, rounded up
//     weights  none
//     mask     ignored, and ends here

namespace SeqGen.Generator.Layers;

/// <summary>The greatest value of each window, for each value of a step.</summary>
internal sealed record MaxPooling1dLayer : PoolingLayer
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "max_pooling1d", "MaxPooling1D", "The greatest value of each window, for each value of a step.", Read, WindowArguments.Pooling);

    private static MaxPooling1dLayer Read(ArgumentReader arguments)
    {
        (int poolSize, int strides, WindowPadding padding) = WindowArguments.ReadPooling(arguments);
        return new() { PoolSize = poolSize, Strides = strides, Padding = padding };
    }

    protected override bool IsMaximum => true;
}
