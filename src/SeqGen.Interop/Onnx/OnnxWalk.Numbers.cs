using SeqGen.Interop.Graph;

namespace SeqGen.Interop.Onnx;

/// <summary>Inputs of one number, as a sample rate: what they choose is asked for, unless nothing depends on it.</summary>
internal sealed partial class OnnxWalk
{
    private static UnsupportedNodeException Asked(OpenValue open)
    {
        string choices = open.Compared.Count == 0 ? "" : $" (it is compared with {string.Join(" and ", open.Compared.Distinct().Select(Layer.NumberText))})";
        return new($"depends on the input '{open.Input}', one number which the file leaves open{choices}: say it with --set {open.Input}=VALUE");
    }

    /// <summary>What follows from an open number alone is open too, until something depends on it. Zero times a whole number is zero, whatever the number.</summary>
    private static OnnxValue FollowOpen(OnnxNode node, OnnxValue?[] inputs, OpenValue open)
    {
        Constant[] constants = [.. inputs.OfType<ConstantValue>().Select(value => value.Block)];
        if (inputs.Any(input => input is not (null or ConstantValue or OpenValue)))
        {
            throw Asked(open);
        }

        if (node.Op == "Mul" && open.IsWhole && constants is [{ IsWhole: true } zeros] && zeros.Items.All(item => item == 0))
        {
            return new ConstantValue(zeros);
        }

        bool isComparison = node.Op is "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual";
        bool isWhole = node.Op == "Cast" ? OnnxTensors.IsWhole((int)node.Integer("to", 1)) : open.IsWhole;
        return open with { IsWhole = isWhole, Compared = [.. open.Compared, .. isComparison ? constants.SelectMany(constant => constant.Items) : []] };
    }
}
