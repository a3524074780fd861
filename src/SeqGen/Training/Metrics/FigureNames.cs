namespace SeqGen;

/// <summary>
/// The names of figures: which ones mean the same, which one may have been meant, and whether larger or smaller
/// values are better, as far as a name says it.
/// </summary>
internal static class FigureNames
{
    /// <summary>What the name of a figure of the validation data starts with.</summary>
    public const string Validation = "val_";

    /// <summary>Words in names of what should fall.</summary>
    private static readonly HashSet<string> Falling =
    [
        "loss", "cost", "error", "errors", "err", "distance", "divergence", "cross", "crossentropy", "perplexity", "ppl", "penalty",
        "mae", "mse", "rmse", "rmsd", "mape", "smape", "wape", "mase", "msle", "rmsle", "nrmse", "nmse", "medae", "rae", "rse", "rrse",
        "wer", "cer", "hter", "eer", "wil", "kl", "kld", "jsd", "mmd", "emd", "fid", "wasserstein", "hausdorff", "chamfer", "levenshtein", "edits",
        "hinge", "huber", "logcosh", "cosh", "poisson", "nll", "bce", "cce", "brier", "deviance", "pinball", "crps", "hamming", "bits", "bpc", "bpb",
        "ece", "mce", "fpr", "fnr", "frr", "regret", "risk", "residual", "residuals", "deviation", "miss", "misses", "mistakes", "failures", "violations",
        "misclassification", "misclassified", "inaccuracy", "imprecision", "dissimilarity", "aic", "bic", "latency",
    ];

    /// <summary>Words in names of what should rise.</summary>
    private static readonly HashSet<string> Rising =
    [
        "accuracy", "acc", "auc", "aucpr", "prauc", "rocauc", "auroc", "roc", "auprc", "precision", "recall", "sensitivity", "specificity", "hit", "hits",
        "f1", "f2", "fbeta", "f1score", "fscore", "fmeasure", "tpr", "tnr", "ppv", "npv", "ndcg", "dcg", "mrr", "iou", "miou", "jaccard", "dice",
        "bleu", "sacrebleu", "rouge", "rougel", "meteor", "chrf", "cider", "bertscore", "mcc", "matthews", "kappa", "informedness",
        "r2", "rsquared", "explained", "correlation", "corr", "pearson", "pearsonr", "spearman", "spearmanr", "kendall", "pcc", "similarity", "likelihood", "elbo",
        "correct", "reward", "gain", "profit", "lift", "purity", "psnr", "ssim", "snr", "agreement", "match", "matches", "nse",
    ];

    /// <summary>Short forms that are words of other meaning as well, so that they count only where they are the whole name.</summary>
    private static readonly Dictionary<string, bool> Alone = new()
    {
        ["per"] = false,
        ["ter"] = false,
        ["ser"] = false,
        ["der"] = false,
        ["mer"] = false,
        ["ler"] = false,
        ["ber"] = false,
        ["far"] = false,
        ["map"] = true,
    };

    /// <summary>Ends of names that are written in one word, for instance <c>hingeloss</c>.</summary>
    private static readonly string[] FallingEnds = ["loss", "error", "distance", "divergence", "crossentropy", "perplexity"];

    /// <summary>The place of a figure: of its own name, or else of one that Keras also uses; -1 where there is none.</summary>
    public static int IndexOf(IReadOnlyList<string> names, string name)
    {
        int sameMeaning = -1;
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
            {
                return i;
            }

            if (sameMeaning < 0 && Recorded(names[i]) == Recorded(name))
            {
                sameMeaning = i;
            }
        }

        return sameMeaning;
    }

    /// <summary>The name without <c>val_</c>.</summary>
    public static string WithoutValidation(string name) =>
        name.StartsWith(Validation, StringComparison.Ordinal) ? name[Validation.Length..] : name;

    /// <summary>Whether larger values are better; null where the name does not tell.</summary>
    public static bool? LargerIsBetter(string name)
    {
        List<string> words = Words(WithoutValidation(name));
        if (words is [string word] && Alone.TryGetValue(word, out bool larger))
        {
            return larger;
        }

        if (words is ["true" or "false", "positive" or "positives" or "negative" or "negatives", ..] or ["false", ..])
        {
            return words[0] == "true";
        }

        bool falls = words.Exists(part => Falling.Contains(part) || FallingEnds.Any(end => part.EndsWith(end, StringComparison.Ordinal)));
        bool rises = words.Exists(Rising.Contains) || words is [.., "r", "squared"];
        if (falls == rises)
        {
            return null;
        }

        // A negated error rises and a negated likelihood falls; "negative recall" is that of a class.
        bool isNegated = words[0] is "neg" or "negative";
        return !isNegated ? rises : falls ? true : words.Contains("likelihood") ? false : null;
    }

    /// <summary>The name that is most like this one; null where none is.</summary>
    public static string? Nearest(string name, IReadOnlyList<string> names)
    {
        string? nearest = names.MinBy(candidate => Distance(name.ToLowerInvariant(), candidate));
        return nearest is not null && Distance(name.ToLowerInvariant(), nearest) <= Math.Max(name.Length, nearest.Length) / 2 ? nearest : null;
    }

    /// <summary>The name under which the history keeps what Keras calls by this one.</summary>
    private static string Recorded(string name)
    {
        string figure = WithoutValidation(name);
        string recorded = Metric.Find(figure)?.Name ?? figure;
        return figure.Length == name.Length ? recorded : Validation + recorded;
    }

    /// <summary>The parts of a name such as <c>word_error_rate</c>, <c>word error-rate</c> or <c>WordErrorRate</c>, in small letters.</summary>
    private static List<string> Words(string name)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 0; i <= name.Length; i++)
        {
            bool isEnd = i == name.Length || !char.IsLetterOrDigit(name[i]);
            if (isEnd || (i > start && char.IsUpper(name[i]) && char.IsLower(name[i - 1])))
            {
                if (i > start)
                {
                    words.Add(name[start..i].ToLowerInvariant());
                }

                start = isEnd ? i + 1 : i;
            }
        }

        return words;
    }

    /// <summary>Letters to insert, to leave out or to replace (V. I. Levenshtein's distance).</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int corner = row[0];
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replaced = corner + (left[i - 1] == right[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
