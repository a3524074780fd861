// The JSON of ICU's word segmentation: mat1 .. mat9 are the weights, in Keras' order, of embedding, bidirectional LSTM and dense layer.
//
//     ids -> embedding -> bidirectional(lstm, concat) -> dense softmax at every step: begin, inside, end, single

using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Json;

/// <summary>Reads word segmentation models.</summary>
internal static class WordSegmentationReader
{
    private const int Matrices = 9;

    public static Network Read(ImportContext context)
    {
        JsonPlace file = JsonPlace.Parse(context);
        string[] names = [.. Enumerable.Range(1, Matrices).Select(number => $"mat{number}")];
        file.RequireKnown(["model", "dic", "type", .. names]);
        WeightTensor[] weights = [.. names.Select(name => Matrix(file[name]))];
        if (file.Optional("dic") is { } words)
        {
            context.Log.Skipped($"dic: the {words.MemberNames.Count()} tokens and their numbers, which the program has to look up; all others are one number more than these");
        }

        if (weights[0].Rank != 2 || weights[2].Rank != 2 || weights[7].Rank != 2)
        {
            throw file.Error("has matrices of other shapes than an embedding, a bidirectional LSTM and a dense layer have");
        }

        Layer input = new Layer("tokens", "the input").Named("input").With("length", context.Length(null, "A sentence")).With("vocabulary", weights[0].Shape[0]).With("padding", "error").With("truncating", "error");
        Layer embedding = new Layer("embedding", "mat1").With(null, weights[0].Shape[1]).Take(input).Weight("embeddings", weights[0]);
        Layer both = new Layer("bidirectional", "mat2 to mat7").With(null, "lstm").With(null, weights[2].Shape[0]).With("return_sequences", true).Take(embedding);
        foreach ((string name, int index) in new[] { "forward/kernel", "forward/recurrent_kernel", "forward/bias", "backward/kernel", "backward/recurrent_kernel", "backward/bias" }.Select((name, index) => (name, index)))
        {
            both.Weight(name, weights[index + 1]);
        }

        Layer dense = new Layer("dense", "mat8 and mat9").With(null, weights[7].Shape[1]).With(null, "softmax").Take(both).Weight("kernel", weights[7]).Weight("bias", weights[8]);
        return new(dense) { Inputs = [input] };
    }

    private static WeightTensor Matrix(JsonPlace place)
    {
        place.RequireKnown("v", "dim", "data");
        WeightTensor values = place["data"].Tensor(1);
        int[] shape = [.. place["dim"].Items().Select(extent => extent.Size())];
        return shape.Aggregate((UInt128)1, (product, extent) => product > int.MaxValue ? product : product * (UInt128)extent) == (UInt128)values.Values.Length
            ? values.Reshape(shape)
            : throw place.Error($"has {values.Values.Length} numbers for the shape {WeightTensor.TextOf(shape)}");
    }
}
