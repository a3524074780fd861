namespace SeqGen.Interop.Onnx.Export;

/// <summary>How each of Keras' classes is written. Layers without an entry cannot be exported.</summary>
internal static class LayerWriters
{
    private static readonly Dictionary<string, Func<ExportLayer, ExportValue>> Writers = new()
    {
        ["Embedding"] = DenseWriter.Embedding,
        ["Dense"] = DenseWriter.Dense,
        ["SimpleRNN"] = RecurrentWriter.Write,
        ["LSTM"] = RecurrentWriter.Write,
        ["PeepholeLSTM"] = RecurrentWriter.Write,
        ["ProjectedLSTM"] = RecurrentWriter.Write,
        ["GRU"] = RecurrentWriter.Write,
        ["MinGRU"] = RecurrentWriter.Write,
        ["Bidirectional"] = RecurrentWriter.WriteBidirectional,
        ["Conv1D"] = ConvolutionWriter.Conv1d,
        ["DepthwiseConv1D"] = ConvolutionWriter.DepthwiseConv1d,
        ["SeparableConv1D"] = ConvolutionWriter.SeparableConv1d,
        ["Conv1DTranspose"] = ConvolutionWriter.Conv1dTranspose,
        ["MaxPooling1D"] = layer => PoolingWriter.Windows(layer, "MaxPool"),
        ["AveragePooling1D"] = layer => PoolingWriter.Windows(layer, "AveragePool"),
        ["GlobalMaxPooling1D"] = PoolingWriter.GlobalMaximum,
        ["GlobalAveragePooling1D"] = PoolingWriter.GlobalAverage,
        ["AttentionWeightedAverage"] = AttentionWriter.WeightedAverage,
        ["Flatten"] = MovementWriter.Flatten,
        ["Reshape"] = MovementWriter.Reshape,
        ["Permute"] = MovementWriter.Permute,
        ["ZeroPadding1D"] = layer => MovementWriter.Pad(layer, "constant"),
        ["ReflectionPadding1D"] = layer => MovementWriter.Pad(layer, "reflect"),
        ["Cropping1D"] = MovementWriter.Crop,
        ["UpSampling1D"] = MovementWriter.UpSample,
        ["Slice"] = MovementWriter.Slice,
        ["Rescaling"] = NormalizationWriter.Rescaling,
        ["RepeatVector"] = MovementWriter.RepeatVector,
        ["Dropout"] = layer => layer.Input,
        ["SpatialDropout1D"] = layer => layer.Input,
        ["LayerNormalization"] = NormalizationWriter.Layer,
        ["BatchNormalization"] = NormalizationWriter.Batch,
        ["Activation"] = ActivationWriter.Activation,
        ["ReLU"] = ActivationWriter.Relu,
        ["LeakyReLU"] = layer => ActivationWriter.Function(layer, "LeakyRelu", "negative_slope"),
        ["ELU"] = layer => ActivationWriter.Function(layer, "Elu", "alpha"),
        ["PReLU"] = ActivationWriter.Prelu,
        ["Softmax"] = layer => ActivationWriter.AlongAxis(layer, "Softmax"),
        ["LogSoftmax"] = layer => ActivationWriter.AlongAxis(layer, "LogSoftmax"),
        ["GLU"] = ActivationWriter.Glu,
        ["Magnitude"] = ActivationWriter.Magnitude,
        ["Masking"] = ActivationWriter.Masking,
        ["Concatenate"] = JoinWriter.Concatenate,
        ["Add"] = layer => JoinWriter.Merge(layer, "Add"),
        ["Subtract"] = layer => JoinWriter.Merge(layer, "Sub"),
        ["Multiply"] = layer => JoinWriter.Merge(layer, "Mul"),
        ["Average"] = layer => JoinWriter.Merge(layer, "Mean"),
        ["Maximum"] = layer => JoinWriter.Merge(layer, "Max"),
        ["Minimum"] = layer => JoinWriter.Merge(layer, "Min"),
        ["Attention"] = AttentionWriter.Attention,
        ["AdditiveAttention"] = AttentionWriter.Additive,
        ["MultiHeadAttention"] = AttentionWriter.MultiHead,
    };

    /// <summary>Writes a layer.</summary>
    /// <exception cref="NotSupportedException">It cannot be exported.</exception>
    public static ExportValue Write(ExportLayer layer) =>
        Writers.TryGetValue(layer.ClassName, out Func<ExportLayer, ExportValue>? write) ? write(layer) : throw layer.Refuse("no operators are known that compute it");
}
