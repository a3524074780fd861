namespace SeqGen.Generator.Networks;

/// <summary>Whether the network's output can be what the declared loss compares.</summary>
internal static class LossRules
{
    public static void Check(LossSpec loss, Shape output, ActivationSpec activation, ShapeContext context)
    {
        if (!loss.IsCrossentropy)
        {
            if (loss.FromLogits)
            {
                context.Report("from_logits", DiagnosticCatalog.NotApplicable, "from_logits", $"{loss.Word} compares values, not probabilities");
            }

            return;
        }

        bool binary = loss.Kind == LossKind.BinaryCrossentropy;
        ActivationKind needed = loss.FromLogits ? ActivationKind.Linear : binary ? ActivationKind.Sigmoid : ActivationKind.Softmax;
        if (activation.Kind != needed)
        {
            string word = ActivationSpec.Words.WordOf(needed);
            string needs = loss.FromLogits ? $"{word} (with from_logits=true)" : $"{word} (or {ActivationSpec.Linear} with from_logits=true)";
            context.Report(null, DiagnosticCatalog.LossDoesNotFit, loss.Word, $"an output activation {needs}", activation.ToString());
        }
        else if (!binary && output.Size < 2)
        {
            context.Report(null, DiagnosticCatalog.LossDoesNotFit, loss.Word, "at least 2 output values, one a class", "1");
        }
    }
}
