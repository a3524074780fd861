using System.Globalization;
using System.Text;
using SeqGen.Generator.Kernels;
using SeqGen.Generator.Networks;
using SeqGen.Generator.Planning;
using SeqGen.Generator.Printing;
using SeqGen.Generator.Scheduling;

namespace SeqGen.Generator.Tests.Harness;

/// <summary>A plan as text: every weight, packed matrix and buffer with its offset, for snapshots.</summary>
internal static class PlanText
{
    public static string Of(NetworkPlan plan)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"weights {plan.WeightLength}\n");
        foreach (WeightPlan weight in plan.Weights)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {weight.Offset,6} {weight.Name} [{string.Join(", ", weight.Shape)}] {weight.Initializer}");
            text.Append(weight.Trainable ? "" : " frozen").Append('\n');
        }

        foreach (PackedPlan packed in new[] { plan.InferenceWeights, plan.TrainingWeights, plan.Gradients })
        {
            text.Append(CultureInfo.InvariantCulture, $"{packed.Name} {packed.Length}\n");
            foreach ((PackedMatrix matrix, int offset, _, IReadOnlyList<Statement> steps) in packed.Entries)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {offset,6} {matrix.Name}: {matrix.Rows} rows of {matrix.Columns.Lines} lines, {matrix.Columns.PanelLines} a panel\n");
                CodeWriter code = new();
                new StatementPrinter(code, Target.All[0]).Write(steps);
                text.Append("         ").Append(code.ToString().TrimEnd().Replace("\n", "\n         ")).Append('\n');
            }
        }

        foreach (ProgramPlan program in plan.Programs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{program.Kind}: {program.Rows} rows, {program.WorkspaceLength} floats\n");
            foreach (BufferPlan buffer in program.Buffers)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {buffer.Offset,6} {buffer.Name} {buffer.Shape}\n");
            }

            foreach (LayerPlan layer in program.Layers)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {layer.Title} -> {layer.Output.Buffer}[{ExpressionPrinter.Print(layer.Output.Offset)}] {layer.Output.Steps} x {layer.Output.Size}");
                text.Append(layer.Output.Gradient is { } gradient ? $", gradient {gradient.Buffer}[{ExpressionPrinter.Print(gradient.Offset)}]" : "").Append('\n');
            }
        }

        text.Append(plan.StreamObstacle == null ? "" : $"no stream: {plan.StreamObstacle}\n");
        return text.ToString();
    }
}
