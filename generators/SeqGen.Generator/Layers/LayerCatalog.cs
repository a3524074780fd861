namespace SeqGen.Generator.Layers;

/// <summary>Every layer that a declaration can name: one line a layer; recurrent cells have a catalogue of their own.</summary>
internal static class LayerCatalog
{
    public static ImmutableArray<LayerDefinition> All { get; } =
    [
        TokensLayer.Declaration,
        OneHotLayer.Declaration,
        FeaturesLayer.Declaration,
        EmbeddingLayer.Declaration,
        .. CellCatalog.All,
        BidirectionalLayer.Declaration,
        DenseLayer.Declaration,
        Conv1dLayer.Declaration,
        DepthwiseConv1dLayer.Declaration,
        SeparableConv1dLayer.Declaration,
        Conv1dTransposeLayer.Declaration,
        MaxPooling1dLayer.Declaration,
        AveragePooling1dLayer.Declaration,
        GlobalMaxPooling1dLayer.Declaration,
        GlobalAveragePooling1dLayer.Declaration,
        AttentionWeightedAverageLayer.Declaration,
        FlattenLayer.Declaration,
        ReshapeLayer.Declaration,
        PermuteLayer.Declaration,
        ZeroPadding1dLayer.Declaration,
        ReflectionPadding1dLayer.Declaration,
        Cropping1dLayer.Declaration,
        UpSampling1dLayer.Declaration,
        SliceLayer.Declaration,
        RescalingLayer.Declaration,
        DropoutLayer.Declaration,
        DropoutLayer.SpatialDeclaration,
        LayerNormalizationLayer.Declaration,
        BatchNormalizationLayer.Declaration,
        ActivationLayer.Declaration,
        ReluLayer.Declaration,
        LeakyReluLayer.Declaration,
        EluLayer.Declaration,
        PreluLayer.Declaration,
        SoftmaxLayer.Declaration,
        LogSoftmaxLayer.Declaration,
        GluLayer.Declaration,
        MagnitudeLayer.Declaration,
        MaskingLayer.Declaration,
        ConcatenateLayer.Declaration,
        AddLayer.Declaration,
        SubtractLayer.Declaration,
        MultiplyLayer.Declaration,
        AverageLayer.Declaration,
        MaximumLayer.Declaration,
        MinimumLayer.Declaration,
        RepeatVectorLayer.Declaration,
        AttentionLayer.Declaration,
        AdditiveAttentionLayer.Declaration,
        MultiHeadAttentionLayer.Declaration,
    ];

    private static readonly Dictionary<string, LayerDefinition> ByWord = All.ToDictionary(definition => definition.Word);

    /// <summary>The words of all layers, in the order of documentation.</summary>
    public static ImmutableArray<string> Words { get; } = [.. All.Select(definition => definition.Word)];

    public static LayerDefinition? Find(string word) => ByWord.TryGetValue(word, out LayerDefinition? definition) ? definition : null;
}
