using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>The layers that take several outputs, by Keras' definitions, for one sequence.</summary>
internal static class ReferenceJoins
{
    public static bool Knows(string className) => IsMerge(className) || className is "Concatenate" or "RepeatVector" or "Attention" or "AdditiveAttention" or "MultiHeadAttention";

    private static bool IsMerge(string className) => className is "Add" or "Subtract" or "Multiply" or "Average" or "Maximum" or "Minimum";

    /// <summary>Adds the layer's weights; returns its output's shape.</summary>
    public static int[] AddWeights(string className, string name, JsonObject config, IReadOnlyList<int[]> shapes, List<(string Name, int[] Shape)> weights)
    {
        bool scale = config["use_scale"]?.GetValue<bool>() ?? className == "AdditiveAttention";
        if (className is "Attention" or "AdditiveAttention" && scale)
        {
            weights.Add(($"{name}/scale", className == "Attention" ? [] : [shapes[0][^1]]));
        }

        if (IsConcat(config))
        {
            weights.Add(($"{name}/concat_score_weight", []));
        }

        if (className == "MultiHeadAttention")
        {
            return ReferenceMultiHead.AddWeights(name, config, shapes, weights);
        }

        return className switch
        {
            "Concatenate" => [.. shapes[0][..^1], shapes.Sum(shape => shape[^1])],
            "RepeatVector" => [config["n"]!.GetValue<int>(), shapes[0][^1]],
            _ when IsMerge(className) => ReferenceMerges.ShapeOf(shapes),
            _ => [shapes[0][0], shapes[1][^1]],
        };
    }

    /// <summary>Runs a layer; <paramref name="dropout"/> gives the factor of an attention's weight at a place, in lines of 16 for each step.</summary>
    public static Flow Run(
        Tape tape, string className, JsonObject config, IReadOnlyList<Flow> inputs, Func<string, Variable> weight, Func<int, double> dropout)
    {
        return className switch
        {
            "Concatenate" => Join(inputs, steps => tape.Concat(steps)),
            _ when IsMerge(className) => Join(ReferenceMerges.Broadcast(tape, inputs), steps => ReferenceMerges.Apply(tape, className, steps)),
            "MultiHeadAttention" => ReferenceMultiHead.Run(tape, config, inputs, weight, dropout),
            "RepeatVector" => new([.. Enumerable.Repeat(inputs[0].Steps[0], config["n"]!.GetValue<int>())]),
            _ => Attend(tape, className == "AdditiveAttention", config, inputs, weight, dropout),
        };
    }

    /// <summary>Step by step; a step is real where any input's is, and without a mask where an input has none.</summary>
    private static Flow Join(IReadOnlyList<Flow> inputs, Func<Variable[], Variable> join)
    {
        bool masked = inputs.All(input => input.Mask is not null);
        int count = inputs[0].Steps.Length;
        return new(
            [.. Enumerable.Range(0, count).Select(step => join([.. inputs.Select(input => input.Steps[step])]))],
            masked ? [.. Enumerable.Range(0, count).Select(step => inputs.Any(input => input.Mask![step]))] : null)
        {
            IsSequence = inputs.Any(input => input.IsSequence),
        };
    }

    /// <summary>What dropout leaves of the weights of a row of pairs.</summary>
    public static Variable Drop(Tape tape, Variable weights, int row, Func<int, double> dropout) =>
        tape.Multiply(weights, new([.. Enumerable.Range(0, weights.Length).Select(s => dropout((row * ((weights.Length + 15) & -16)) + s))]));

    private static Flow Attend(Tape tape, bool additive, JsonObject config, IReadOnlyList<Flow> inputs, Func<string, Variable> weight, Func<int, double> dropout)
    {
        (Flow query, Flow value, Flow key) = (inputs[0], inputs[1], inputs.Count > 2 ? inputs[2] : inputs[1]);
        Variable? scale = (config["use_scale"]?.GetValue<bool>() ?? additive) ? weight("scale") : null;
        Variable? outer = IsConcat(config) ? weight("concat_score_weight") : null;
        bool causal = config["use_causal_mask"]?.GetValue<bool>() ?? false;
        Variable[] steps = [.. query.Steps.Select((q, t) =>
        {
            Variable[] scores = [.. key.Steps.Select(k => Score(tape, additive, q, k, scale, outer))];
            Variable weights = Drop(tape, tape.Softmax(tape.Add(tape.Concat(scores), new(MaskedScores(value, causal ? t : int.MaxValue)))), t, dropout);
            Variable context = value.Steps
                .Select((v, s) => tape.Product(tape.Part(weights, s, 1), v, v.Length, 0, v.Length))
                .Aggregate(tape.Add);
            return tape.Scale(context, query.Mask?[t] ?? true ? 1 : 0);
        })];
        return new(steps, query.Mask);
    }

    private static Variable Score(Tape tape, bool additive, Variable q, Variable k, Variable? scale, Variable? outer)
    {
        if (outer is null && !additive)
        {
            Variable product = tape.Product(q, k, 1, 0, 1);
            return scale is null ? product : tape.Multiply(product, scale);
        }

        Variable sum = tape.Add(q, k);
        Variable inside = scale is null || additive ? sum : tape.Product(scale, sum, sum.Length, 0, sum.Length);
        Variable bent = tape.Map(inside, Math.Tanh, x => 1 - (Math.Tanh(x) * Math.Tanh(x)));
        Variable lanes = additive && scale is not null ? scale : new([.. Enumerable.Repeat(1.0, q.Length)]);
        Variable total = tape.Product(bent, lanes, 1, 0, 1);
        return outer is null ? total : tape.Multiply(total, outer);
    }

    private static double[] MaskedScores(Flow value, int last) =>
        [.. Enumerable.Range(0, value.Steps.Length).Select(step => step <= last && (value.Mask?[step] ?? true) ? 0 : -1e9)];

    private static bool IsConcat(JsonObject config) => config["score_mode"]?.GetValue<string>() == "concat";
}
