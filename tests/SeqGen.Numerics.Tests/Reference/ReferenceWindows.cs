using System.Text.Json.Nodes;

namespace SeqGen.Numerics.Tests.Reference;

/// <summary>Convolution and pooling over steps by their definitions.</summary>
internal static class ReferenceWindows
{
    /// <summary>The steps that each window sees, in order; those beyond the ends are negative or at least the length.</summary>
    public static List<int[]> Over(JsonObject config, int length)
    {
        int size = (config["kernel_size"] ?? config["pool_size"])!.GetValue<int>();
        int strides = config["strides"]?.GetValue<int>() ?? (config["pool_size"] is null ? 1 : size);
        int dilation = config["dilation_rate"]?.GetValue<int>() ?? 1;
        int span = ((size - 1) * dilation) + 1;
        (int count, int before) = (config["padding"]?.GetValue<string>() ?? "valid") switch
        {
            "valid" => (((length - span) / strides) + 1, 0),
            "causal" => (((length - 1) / strides) + 1, span - 1),
            _ => Same(length, span, strides),
        };
        return [.. Enumerable.Range(0, count).Select(window => Enumerable.Range(0, size).Select(i => (window * strides) + (i * dilation) - before).ToArray())];
    }

    public static Variable[] Convolve(Tape tape, JsonObject config, Variable[] steps, Func<string, Variable> weight)
    {
        int filters = config["filters"]!.GetValue<int>();
        int inputs = steps[0].Length;
        int size = config["kernel_size"]!.GetValue<int>();
        Variable[] kernels = [.. Enumerable.Range(0, size).Select(i => tape.Part(weight("kernel"), i * inputs * filters, inputs * filters))];
        return [.. Over(config, steps.Length).Select(window =>
        {
            Variable sum = Variable.Zeros(filters);
            for (int i = 0; i < size; i++)
            {
                if (window[i] >= 0 && window[i] < steps.Length)
                {
                    sum = tape.Add(sum, tape.Product(steps[window[i]], kernels[i], filters, 0, filters));
                }
            }

            bool useBias = config["use_bias"]?.GetValue<bool>() ?? true;
            return ReferenceActivation.Apply(tape, config, "activation", useBias ? tape.Add(sum, weight("bias")) : sum);
        })];
    }

    public static Variable[] Pool(Tape tape, JsonObject config, Variable[] steps, bool maximum) =>
    [
        .. Over(config, steps.Length).Select(window =>
        {
            Variable[] seen = [.. window.Where(step => step >= 0 && step < steps.Length).Select(step => steps[step])];
            return maximum ? tape.Maximum(seen) : tape.Mean(seen, steps[0].Length);
        }),
    ];

    private static (int Count, int Before) Same(int length, int span, int strides)
    {
        int count = (length + strides - 1) / strides;
        return (count, Math.Max(((count - 1) * strides) + span - length, 0) / 2);
    }
}
