using System.Diagnostics;
using System.Numerics.Tensors;
using SeqGen.Data;

namespace SeqGen.Embeddings;

/// <summary>The state of a training.</summary>
internal sealed class GloVeTraining : IDisposable
{
    private const int Blocks = 16;
    private const float LargestError = 100;

    private readonly WordVocabulary _vocabulary;
    private readonly GloVeOptions _options;
    private readonly Side _words;
    private readonly Side _contexts;
    private readonly Pair[][] _pairs;
    private readonly double[] _losses = new double[Blocks];
    private readonly WorkerTeam _team;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly int _stride;

    public GloVeTraining(CooccurrenceCounts counts, GloVeOptions options)
    {
        _vocabulary = counts.Vocabulary;
        _options = options;
        _stride = VectorUpdate.Stride(options.Dimensions);
        if ((long)_vocabulary.Count * _stride > AlignedBuffer.MaxLength)
        {
            throw new ArgumentException(
                $"{_vocabulary.Count} vectors of {options.Dimensions} dimensions do not fit in one array; limit the vocabulary's size.", nameof(counts));
        }

        _pairs = Divide(counts);
        if (_pairs.All(block => block.Length == 0))
        {
            throw new ArgumentException("There are no pairs of words to train on.", nameof(counts));
        }

        SeededRandom random = new(options.Seed);
        _words = new Side(_vocabulary.Count, options.Dimensions, _stride, random);
        _contexts = new Side(_vocabulary.Count, options.Dimensions, _stride, random);
        for (int block = 0; block < _pairs.Length; block++)
        {
            SeededShuffle.Shuffle(_pairs[block].AsSpan(), random);
        }

        _team = new WorkerTeam(options.Threads);
    }

    /// <summary>
    /// Goes through all pairs. In each round, every block of words meets one block of contexts, and no two meet the same.
    /// </summary>
    public void RunEpoch(int epoch, CancellationToken cancellation)
    {
        double loss = 0;
        for (int round = 0; round < Blocks; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            _team.Run(Blocks, (_, row) => _losses[row] = RunBlock(_pairs[row * Blocks + (row + round) % Blocks]));
            loss += _losses.Sum();
        }

        if (!Magnitudes.AreFinite(_words.Vectors.Span) || !Magnitudes.AreFinite(_contexts.Vectors.Span))
        {
            throw new TrainingDivergedException(epoch);
        }

        long pairs = _pairs.Sum(block => (long)block.Length);
        _options.Progress?.Invoke(new(epoch, pairs, loss / pairs, Stopwatch.GetElapsedTime(_start).TotalSeconds));
    }

    public WordVectors ToVectors()
    {
        int dimensions = _options.Dimensions;
        float[] values = new float[_vocabulary.Count * dimensions];
        for (int word = 0; word < _vocabulary.Count; word++)
        {
            TensorPrimitives.Add(
                _words.Vectors.Slice(word * _stride, dimensions),
                _contexts.Vectors.Slice(word * _stride, dimensions),
                values.AsSpan(word * dimensions, dimensions));
        }

        return new WordVectors(_vocabulary.Words, values, dimensions);
    }

    public void Dispose() => _team.Dispose();

    /// <summary>Every pair in both directions, except a word with itself, by the blocks of its two words.</summary>
    private Pair[][] Divide(CooccurrenceCounts counts)
    {
        List<Pair>[] blocks = [.. Enumerable.Range(0, Blocks * Blocks).Select(_ => new List<Pair>())];
        void Add(int word, int context, float logarithm, float weight) =>
            blocks[word % Blocks * Blocks + context % Blocks].Add(new Pair(word, context, logarithm, weight));

        foreach ((int first, int second, float count) in counts.Pairs())
        {
            float logarithm = (float)Math.Log(count);
            float weight = (float)Math.Min(1, Math.Pow(count / _options.FullCount, _options.WeightPower));
            Add(first, second, logarithm, weight);
            if (first != second)
            {
                Add(second, first, logarithm, weight);
            }
        }

        return [.. blocks.Select(block => block.ToArray())];
    }

    private double RunBlock(Pair[] pairs)
    {
        float rate = (float)_options.LearningRate;
        double loss = 0;
        foreach (Pair pair in pairs)
        {
            int word = pair.Word * _stride;
            int context = pair.Context * _stride;
            Span<float> w = _words.Vectors.Slice(word, _stride);
            Span<float> c = _contexts.Vectors.Slice(context, _stride);
            float error = TensorPrimitives.Dot<float>(w, c) + _words.Biases[pair.Word] + _contexts.Biases[pair.Context] - pair.Logarithm;
            float slope = pair.Weight * Math.Clamp(error, -LargestError, LargestError);
            loss += 0.5 * pair.Weight * error * error;
            VectorUpdate.AdaGrad(w, c, _words.Squares.Slice(word, _stride), _contexts.Squares.Slice(context, _stride), slope, rate);
            _words.UpdateBias(pair.Word, slope, rate);
            _contexts.UpdateBias(pair.Context, slope, rate);
        }

        return loss;
    }

    /// <summary>A word, one near it, the logarithm of their count and the weight of their error.</summary>
    private readonly record struct Pair(int Word, int Context, float Logarithm, float Weight);

    /// <summary>The vectors of all words on one side of the product, with AdaGrad's sums of squared gradients, which start at 1.</summary>
    private sealed class Side
    {
        private readonly float[] _biasSquares;

        public Side(int count, int dimensions, int stride, SeededRandom random)
        {
            Vectors = new AlignedBuffer(count * stride);
            Squares = new AlignedBuffer(count * stride);
            Biases = new float[count];
            _biasSquares = new float[count];
            Squares.Span.Fill(1);
            _biasSquares.AsSpan().Fill(1);
            for (int word = 0; word < count; word++)
            {
                foreach (ref float value in Vectors.Slice(word * stride, dimensions))
                {
                    value = (random.NextSingle() - 0.5f) / dimensions;
                }

                Biases[word] = (random.NextSingle() - 0.5f) / dimensions;
            }
        }

        public AlignedBuffer Vectors { get; }

        public AlignedBuffer Squares { get; }

        public float[] Biases { get; }

        public void UpdateBias(int word, float slope, float rate)
        {
            Biases[word] -= rate * slope / MathF.Sqrt(_biasSquares[word]);
            _biasSquares[word] += slope * slope;
        }
    }
}
