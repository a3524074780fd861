namespace SeqGen.Interop.Graph;

/// <summary>Recurrent weights of other libraries in Keras' layout and order of gates.</summary>
internal static class Gates
{
    /// <summary>Keras' blocks z, r, h from blocks r, z, n.</summary>
    private static readonly int[] ResetFirst = [1, 0, 2];

    /// <summary>Adds the weights of PyTorch's <c>nn.LSTM</c>: rows of gates i, f, g, o, which are Keras' i, f, c, o; two biases that add up.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">The start of the weights' names: empty, <c>forward/</c> or <c>backward/</c>.</param>
    /// <param name="input">[4H, in].</param>
    /// <param name="recurrent">[4H, H] (with a projection to p values [4H, p]).</param>
    /// <param name="bias">The sum of both biases, [4H], or null.</param>
    /// <param name="projection">[p, H], or null.</param>
    public static Layer TorchLstm(this Layer layer, string direction, WeightTensor input, WeightTensor recurrent, WeightTensor? bias, WeightTensor? projection = null) => layer
        .Weight(direction + "kernel", input.Transpose())
        .Weight(direction + "recurrent_kernel", recurrent.Transpose())
        .Weight(direction + "bias", bias)
        .Weight(direction + "projection_kernel", projection?.Transpose());

    /// <summary>Adds the weights of PyTorch's <c>nn.GRU</c>: rows of gates r, z, n; Keras' order is z, r, h, and both biases stay apart (<c>reset_after</c>).</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="direction">The start of the weights' names.</param>
    /// <param name="input">[3H, in].</param>
    /// <param name="recurrent">[3H, H].</param>
    /// <param name="inputBias">[3H], or null.</param>
    /// <param name="recurrentBias">[3H], or null.</param>
    public static Layer TorchGru(this Layer layer, string direction, WeightTensor input, WeightTensor recurrent, WeightTensor? inputBias, WeightTensor? recurrentBias) => layer
        .Weight(direction + "kernel", input.Transpose().ReorderColumns(ResetFirst))
        .Weight(direction + "recurrent_kernel", recurrent.Transpose().ReorderColumns(ResetFirst))
        .Weight(direction + "bias", inputBias is null || recurrentBias is null ? null : WeightTensor.Stack(inputBias.ReorderColumns(ResetFirst), recurrentBias.ReorderColumns(ResetFirst)));

    /// <summary>Adds the weights of PyTorch's <c>nn.RNN</c>.</summary>
    public static Layer TorchRnn(this Layer layer, string direction, WeightTensor input, WeightTensor recurrent, WeightTensor? bias) => layer
        .Weight(direction + "kernel", input.Transpose())
        .Weight(direction + "recurrent_kernel", recurrent.Transpose())
        .Weight(direction + "bias", bias);
}
