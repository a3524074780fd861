using System.Numerics.Tensors;
using SeqGen.Data;

namespace SeqGen;

/// <summary>
/// Draws a token from the probabilities that a model gives for the next one. The draws depend on the seed alone. One
/// thread may use it at a time; a draw allocates nothing after the first.
/// </summary>
/// <param name="seed">The same seed gives the same draws.</param>
public sealed class TokenSampler(long seed)
{
    private readonly SeededRandom _random = new(seed);
    private double _temperature = 1;
    private int _topK;
    private int[] _best = [];
    private double[] _weights = [];

    /// <summary>
    /// T: a token of probability p is drawn with a probability that is proportional to <c>p^(1/T)</c>. Below 1 likely
    /// tokens become likelier, 0 always takes the likeliest, above 1 rare ones come more often.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double Temperature
    {
        get => _temperature;
        init
        {
            if (!(value >= 0 && double.IsFinite(value)))
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "A temperature is finite and not negative.");
            }

            _temperature = value;
        }
    }

    /// <summary>Only so many of the likeliest tokens are drawn; of equally likely ones the first. 0 for all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int TopK
    {
        get => _topK;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _topK = value;
        }
    }

    /// <summary>Draws a token.</summary>
    /// <param name="probabilities">One for each token, not negative, not all zero; they need not sum to 1.</param>
    /// <returns>The token, an index into <paramref name="probabilities"/>.</returns>
    /// <exception cref="ArgumentException">There is no probability above zero, or one is negative or not finite.</exception>
    public int Draw(ReadOnlySpan<float> probabilities)
    {
        int likeliest = probabilities.IsEmpty ? -1 : TensorPrimitives.IndexOfMax(probabilities);
        if (likeliest < 0 || !(probabilities[likeliest] > 0 && float.IsFinite(probabilities[likeliest]) && TensorPrimitives.Min(probabilities) >= 0))
        {
            throw new ArgumentException("None of the probabilities is above zero, or one is negative or not finite.", nameof(probabilities));
        }

        if (Temperature == 0 || TopK == 1)
        {
            return likeliest;
        }

        int candidates = TopK == 0 ? probabilities.Length : Math.Min(TopK, probabilities.Length);
        if (_weights.Length < candidates)
        {
            _weights = new double[candidates];
            _best = new int[candidates];
        }

        bool all = candidates == probabilities.Length;
        if (!all)
        {
            ChooseBest(probabilities, _best.AsSpan(0, candidates));
        }

        double sum = 0;
        for (int i = 0; i < candidates; i++)
        {
            double share = probabilities[all ? i : _best[i]] / (double)probabilities[likeliest];
            _weights[i] = Math.Pow(share, 1 / Temperature);
            sum += _weights[i];
        }

        double drawn = _random.NextDouble() * sum;
        int last = 0;
        for (int i = 0; i < candidates; i++)
        {
            // What rounding leaves over at the end goes to the last token that can be drawn at all.
            last = _weights[i] > 0 ? i : last;
            drawn -= _weights[i];
            if (drawn < 0)
            {
                break;
            }
        }

        return all ? last : _best[last];
    }

    /// <summary>The likeliest tokens, in falling order of their probability.</summary>
    private static void ChooseBest(ReadOnlySpan<float> probabilities, Span<int> best)
    {
        int found = 0;
        for (int token = 0; token < probabilities.Length; token++)
        {
            if (found == best.Length && !(probabilities[token] > probabilities[best[^1]]))
            {
                continue;
            }

            int place = Math.Min(found, best.Length - 1);
            for (; place > 0 && probabilities[token] > probabilities[best[place - 1]]; place--)
            {
                best[place] = best[place - 1];
            }

            best[place] = token;
            found = Math.Min(found + 1, best.Length);
        }
    }
}
