using System.Diagnostics;
using System.Numerics.Tensors;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>
/// Trains word vectors to predict the neighbours of a word: skip-gram with negative sampling (Mikolov, Sutskever, Chen,
/// Corrado and Dean, "Distributed representations of words and phrases and their compositionality", 2013).
/// </summary>
/// <remarks>
/// For a word with output vector u and a neighbour with vector v, against random words with output vectors n, a step of
/// stochastic gradient descent on -ln s(v.u) - sum ln s(-v.n), s the logistic function. Random words are drawn once for a
/// word and shared by all its neighbours (Ji, Satish, Li and Dubey, 2016), so that their vectors stay in cache.
/// With one thread the result depends on texts, options and seed alone. With more, threads update the same vectors without
/// locks (Recht, Re, Wright and Niu, "Hogwild!", 2011): the result differs a little from run to run.
/// </remarks>
public static class SkipGram
{
    /// <summary>Trains vectors.</summary>
    /// <param name="vocabulary">The words that get a vector.</param>
    /// <param name="sequences">
    /// The texts as <see cref="WordVocabulary.ToSequences"/> gives them; enumerated once an epoch, block by block, so they may
    /// be larger than memory.
    /// </param>
    /// <param name="options">How to train; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellation">Ends training with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The vocabulary is empty, or a sequence holds a number that is not the number of a word.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    /// <exception cref="TrainingDivergedException">A vector is no longer finite.</exception>
    public static WordVectors Train(
        WordVocabulary vocabulary, IEnumerable<int[]> sequences, SkipGramOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        ArgumentNullException.ThrowIfNull(sequences);
        options ??= new SkipGramOptions();
        options.Check();
        if (vocabulary.Count == 0)
        {
            throw new ArgumentException("The vocabulary is empty: no word was seen often enough.", nameof(vocabulary));
        }

        using SkipGramTraining training = new(vocabulary, options);
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            training.RunEpoch(epoch, sequences, cancellation);
        }

        return training.ToVectors();
    }
}

/// <summary>The state of a training.</summary>
internal sealed class SkipGramTraining : IDisposable
{
    private const int BlockWords = 200_000;
    private const int ChunkWords = 5_000;
    private const int LossEvery = 64;

    private readonly WordVocabulary _vocabulary;
    private readonly SkipGramOptions _options;
    private readonly int _stride;
    private readonly AlignedBuffer _inputs;
    private readonly AlignedBuffer _outputs;
    private readonly AliasTable _negatives;
    private readonly float[] _keep;
    private readonly WorkerTeam _team;
    private readonly Scratch[] _scratch;
    private readonly long _totalWords;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<(int First, int End, long WordsBefore)> _chunks = [];
    private List<int[]> _block = [];
    private long _wordsSeen;

    public SkipGramTraining(WordVocabulary vocabulary, SkipGramOptions options)
    {
        _vocabulary = vocabulary;
        _options = options;
        _stride = VectorUpdate.Stride(options.Dimensions);
        if ((long)vocabulary.Count * _stride > AlignedBuffer.MaxLength)
        {
            throw new ArgumentException(
                $"{vocabulary.Count} vectors of {options.Dimensions} dimensions do not fit in one array; limit the vocabulary's size.", nameof(vocabulary));
        }

        _totalWords = vocabulary.Total * options.Epochs;
        _inputs = new AlignedBuffer(vocabulary.Count * _stride);
        _outputs = new AlignedBuffer(vocabulary.Count * _stride);
        SeededRandom random = new(options.Seed);
        for (int i = 0; i < vocabulary.Count; i++)
        {
            foreach (ref float value in _inputs.Slice(i * _stride, options.Dimensions))
            {
                value = (random.NextSingle() - 0.5f) / options.Dimensions;
            }
        }

        _negatives = new AliasTable([.. vocabulary.Counts.Select(count => Math.Pow(count, options.NegativePower))]);
        _keep = [.. vocabulary.Counts.Select(KeepProbability)];
        _team = new WorkerTeam(options.Threads);
        _scratch = new Scratch[_team.Size];
        for (int i = 0; i < _scratch.Length; i++)
        {
            _scratch[i] = new Scratch(_stride, options.Negatives);
        }
    }

    public void RunEpoch(int epoch, IEnumerable<int[]> sequences, CancellationToken cancellation)
    {
        SequenceBlocks.ForEach(
            _vocabulary,
            sequences,
            BlockWords,
            block =>
            {
                _block = block;
                Divide(block);
                _team.Run(_chunks.Count, RunChunk);
                Report(epoch);
            },
            cancellation);
        if (!Magnitudes.AreFinite(_inputs.Span))
        {
            throw new TrainingDivergedException(epoch);
        }
    }

    public WordVectors ToVectors()
    {
        float[] values = new float[_vocabulary.Count * _options.Dimensions];
        for (int i = 0; i < _vocabulary.Count; i++)
        {
            _inputs.Slice(i * _stride, _options.Dimensions).CopyTo(values.AsSpan(i * _options.Dimensions));
        }

        return new WordVectors(_vocabulary.Words, values, _options.Dimensions);
    }

    public void Dispose() => _team.Dispose();

    private float KeepProbability(long count)
    {
        double share = _options.Subsampling * _vocabulary.Total / count;
        return _options.Subsampling == 0 ? 1 : (float)Math.Min(1, Math.Sqrt(share) + share);
    }

    /// <summary>Cuts a block into pieces for the threads; how does not depend on their number.</summary>
    private void Divide(List<int[]> block)
    {
        _chunks.Clear();
        int first = 0;
        int words = 0;
        for (int i = 0; i < block.Count; i++)
        {
            words += block[i].Length;
            if (words >= ChunkWords || i == block.Count - 1)
            {
                _chunks.Add((first, i + 1, _wordsSeen));
                _wordsSeen += words;
                (first, words) = (i + 1, 0);
            }
        }
    }

    private void RunChunk(int worker, int chunk)
    {
        Scratch scratch = _scratch[worker];
        (int first, int end, long before) = _chunks[chunk];
        SeededRandom random = new(((long)_options.Seed << 40) ^ before);
        double progress = before / (double)_totalWords;
        float rate = (float)(_options.LearningRate * Math.Max(1 - progress, _options.LeastLearningRate));
        for (int i = first; i < end; i++)
        {
            ReadOnlySpan<int> kept = scratch.Subsample(_block[i], _keep, random);
            for (int position = 0; position < kept.Length; position++)
            {
                scratch.DrawTargets(kept[position], _negatives, random);
                int width = 1 + random.NextInt(_options.Window);
                int from = Math.Max(0, position - width);
                int to = Math.Min(kept.Length - 1, position + width);
                for (int neighbour = from; neighbour <= to; neighbour++)
                {
                    if (neighbour != position)
                    {
                        Step(kept[neighbour], rate, scratch);
                    }
                }
            }
        }
    }

    /// <summary>One gradient step: the vector of <paramref name="word"/> shall predict the first target, and not the others.</summary>
    private void Step(int word, float rate, Scratch scratch)
    {
        Span<float> vector = _inputs.Slice(word * _stride, _stride);
        Span<float> change = scratch.Change;
        change.Clear();
        bool measures = ++scratch.Steps % LossEvery == 0;
        ReadOnlySpan<int> targets = scratch.Targets;
        for (int i = 0; i < targets.Length; i++)
        {
            if (i > 0 && targets[i] == targets[0])
            {
                continue;
            }

            Span<float> output = _outputs.Slice(targets[i] * _stride, _stride);
            float score = TensorPrimitives.Dot<float>(vector, output);
            float probability = 1 / (1 + MathF.Exp(-score));
            VectorUpdate.Exchange(vector, output, ((i == 0 ? 1 : 0) - probability) * rate, change);
            if (measures)
            {
                float margin = i == 0 ? score : -score;
                scratch.Loss += Math.Max(-margin, 0) + MathF.Log(1 + MathF.Exp(-MathF.Abs(margin)));
            }
        }

        TensorPrimitives.Add(vector, change, vector);
        scratch.Measured += measures ? 1 : 0;
    }

    private void Report(int epoch)
    {
        if (_options.Progress is null)
        {
            return;
        }

        double loss = _scratch.Sum(scratch => scratch.Loss) / Math.Max(1, _scratch.Sum(scratch => scratch.Measured));
        foreach (Scratch scratch in _scratch)
        {
            (scratch.Loss, scratch.Measured) = (0, 0);
        }

        _options.Progress(new(epoch, _wordsSeen, _totalWords, loss, Stopwatch.GetElapsedTime(_start).TotalSeconds));
    }

    /// <summary>What a thread needs for itself.</summary>
    private sealed class Scratch(int stride, int negatives)
    {
        private readonly float[] _change = new float[stride];
        private readonly int[] _targets = new int[negatives + 1];
        private int[] _kept = [];

        public Span<float> Change => _change;

        /// <summary>The word to predict, and the random words to be distinguished from it.</summary>
        public ReadOnlySpan<int> Targets => _targets;

        public long Steps { get; set; }

        public double Loss { get; set; }

        public long Measured { get; set; }

        public void DrawTargets(int word, AliasTable negatives, SeededRandom random)
        {
            _targets[0] = word;
            for (int i = 1; i < _targets.Length; i++)
            {
                _targets[i] = negatives.Next(random);
            }
        }

        /// <summary>The words of a sequence that subsampling leaves.</summary>
        public ReadOnlySpan<int> Subsample(ReadOnlySpan<int> sequence, float[] keep, SeededRandom random)
        {
            if (_kept.Length < sequence.Length)
            {
                _kept = new int[sequence.Length];
            }

            int count = 0;
            foreach (int word in sequence)
            {
                if (keep[word] >= 1 || random.NextSingle() < keep[word])
                {
                    _kept[count++] = word;
                }
            }

            return _kept.AsSpan(0, count);
        }
    }
}
