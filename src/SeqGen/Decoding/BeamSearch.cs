namespace SeqGen;

/// <summary>
/// Looks for the likeliest sequence among several at a time: at each step the best continuations of all beams are kept.
/// The beams share one stream, whose states are saved and loaded; after construction nothing is allocated.
/// </summary>
/// <remarks>
/// A sequence's score is the sum of its tokens' log-probabilities divided by <c>length^penalty</c>, the end token counted
/// (Wu et al. 2016 use a similar form). The search ends when no beam can become better than the best finished sequence.
/// </remarks>
public sealed class BeamSearch
{
    private readonly SequenceStream _stream;
    private readonly int _start;
    private readonly int _end;
    private readonly double _penalty;
    private readonly int _width;
    private readonly int[] _best;
    private readonly Candidate[] _candidates;
    private Beams _beams;
    private Beams _next;
    private int _bestLength;
    private double _bestScore;

    /// <summary>Creates a search.</summary>
    /// <param name="stream">A stream of a model that takes tokens and ends in a softmax over as many.</param>
    /// <param name="start">The first input.</param>
    /// <param name="end">The token that ends a sequence.</param>
    /// <param name="width">How many sequences are followed at a time; 1 is greedy decoding.</param>
    /// <param name="maximumLength">The most tokens of a sequence, without the end token.</param>
    /// <param name="lengthPenalty">0 compares plain probabilities, which favours short sequences; 1 means per token.</param>
    /// <exception cref="ArgumentException">The model's output is not a softmax over the tokens that it takes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A token is outside the vocabulary, a width or length is not positive, or the penalty is negative or not finite.
    /// </exception>
    /// <exception cref="ModelMemoryException">So many sequences of that length take more memory than there is.</exception>
    public BeamSearch(SequenceStream stream, int start, int end, int width, int maximumLength, double lengthPenalty = 1)
    {
        ArgumentNullException.ThrowIfNull(stream);
        SequenceDecoder.RequireDecodable(stream.Model.Description);
        SequenceDecoder.RequireToken(stream, start, nameof(start));
        SequenceDecoder.RequireToken(stream, end, nameof(end));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumLength);
        Require.NotNegative(lengthPenalty, nameof(lengthPenalty));
        _stream = stream;
        _start = start;
        _end = end;
        _width = width;
        _penalty = lengthPenalty;
        MaximumLength = maximumLength;
        ModelMemory memory = new(stream.Model.Description.Name, "a beam search", width);
        _best = memory.Array<int>(1, maximumLength);
        _candidates = memory.Array<Candidate>(1);
        _beams = new(memory, maximumLength, stream.StateLength);
        _next = new(memory, maximumLength, stream.StateLength);
    }

    /// <summary>The most tokens of a sequence, without the end token.</summary>
    public int MaximumLength { get; }

    /// <summary>The score of the last sequence that was found: log-probability over <c>length^penalty</c>.</summary>
    public double Score => _bestScore;

    /// <summary>Finds a sequence, continuing from the current position of the stream; the stream's states are then of no further use.</summary>
    /// <param name="tokens">Receives the tokens, without the end token; at least <see cref="MaximumLength"/> long.</param>
    /// <returns>The number of tokens.</returns>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    /// <exception cref="InvalidOperationException">The model's output is not finite; its weights or inputs are not.</exception>
    public int Decode(Span<int> tokens)
    {
        if (tokens.Length < MaximumLength)
        {
            throw new ArgumentException($"A sequence may have {MaximumLength} tokens; there is room for {tokens.Length}.", nameof(tokens));
        }

        _bestLength = 0;
        _bestScore = double.NegativeInfinity;
        _beams.Count = 1;
        _beams.Scores[0] = 0;
        _stream.SaveState(_beams.StateOf(0));
        for (int length = 0; length < MaximumLength && _beams.Count > 0 && CanImprove(); length++)
        {
            Advance(length);
        }

        if (_beams.Count > 0 && CanImprove())
        {
            // The best of the sequences that are as long as allowed and have not ended.
            Finish(0, MaximumLength, _beams.Scores[0], MaximumLength);
        }

        _best.AsSpan(0, _bestLength).CopyTo(tokens);
        return _bestLength;
    }

    /// <summary>Continues every beam by one token and keeps the best continuations, in falling order of their score.</summary>
    private void Advance(int length)
    {
        int found = 0;
        for (int beam = 0; beam < _beams.Count; beam++)
        {
            _stream.LoadState(_beams.StateOf(beam));
            ReadOnlySpan<float> probabilities = _stream.Step(length == 0 ? _start : _beams.TokensOf(beam)[length - 1]);
            SequenceDecoder.RequireFinite(_stream, probabilities);
            _stream.SaveState(_beams.StateOf(beam));
            double score = _beams.Scores[beam];
            Finish(beam, length, score + Math.Log(probabilities[_end]), length + 1);
            found = Collect(probabilities, beam, score, found);
        }

        _next.Count = found;
        for (int i = 0; i < found; i++)
        {
            Candidate candidate = _candidates[i];
            _beams.TokensOf(candidate.Beam)[..length].CopyTo(_next.TokensOf(i));
            _next.TokensOf(i)[length] = candidate.Token;
            _next.Scores[i] = candidate.Score;
            _beams.StateOf(candidate.Beam).CopyTo(_next.StateOf(i));
        }

        (_beams, _next) = (_next, _beams);
    }

    /// <summary>Puts a beam's continuations among the best so far.</summary>
    private int Collect(ReadOnlySpan<float> probabilities, int beam, double score, int found)
    {
        float least = Least(score, found);
        for (int token = 0; token < probabilities.Length; token++)
        {
            if (!(probabilities[token] > least) || token == _end)
            {
                continue;
            }

            double total = score + Math.Log(probabilities[token]);
            int place = Math.Min(found, _width - 1);
            for (; place > 0 && total > _candidates[place - 1].Score; place--)
            {
                _candidates[place] = _candidates[place - 1];
            }

            _candidates[place] = new(total, beam, token);
            found = Math.Min(found + 1, _width);
            least = Least(score, found);
        }

        return found;
    }

    /// <summary>The probability that a continuation must exceed to be among the best.</summary>
    private float Least(double score, int found) => found < _width ? 0 : (float)Math.Exp(_candidates[_width - 1].Score - score);

    /// <summary>Remembers a finished sequence, if it is the best so far.</summary>
    private void Finish(int beam, int length, double logProbability, int counted)
    {
        double score = logProbability / Math.Pow(counted, _penalty);
        if (score > _bestScore)
        {
            _bestScore = score;
            _bestLength = length;
            _beams.TokensOf(beam)[..length].CopyTo(_best);
        }
    }

    /// <summary>True while the best beam, ending at once or continuing without further loss, could still win.</summary>
    private bool CanImprove() => _beams.Scores[0] / Math.Pow(MaximumLength + 1, _penalty) > _bestScore;

    /// <summary>A continuation.</summary>
    private readonly record struct Candidate(double Score, int Beam, int Token);

    /// <summary>The sequences that are followed, with their states.</summary>
    private sealed class Beams(ModelMemory memory, int maximumLength, int stateLength)
    {
        private readonly int[] _tokens = memory.Array<int>(maximumLength);
        private readonly float[] _states = memory.Array<float>(stateLength);

        public int Count { get; set; }

        public double[] Scores { get; } = memory.Array<double>(1);

        public Span<int> TokensOf(int beam) => _tokens.AsSpan(beam * maximumLength, maximumLength);

        public Span<float> StateOf(int beam) => _states.AsSpan(beam * stateLength, stateLength);
    }
}
