using System.Reflection;
using System.Runtime.CompilerServices;
using SeqGen.Embeddings;

namespace SeqGen.Numerics.Tests.Guarded;

/// <summary>What a separate process does, since touching a guarded page ends it: see <see cref="GuardedBufferTests"/>.</summary>
internal static class GuardedRun
{
    private const int Seed = 7;

    /// <summary>Runs every entry point of every model: without guards, then between guards on either side, which must give the same bits.</summary>
    /// <param name="assembly">The models.</param>
    /// <param name="log">Receives a line for each step before it is taken, so that the last line names the one that ended the process.</param>
    public static void Run(Assembly assembly, string log)
    {
        foreach (Type type in assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(SequenceModel))).OrderBy(type => type.Name, StringComparer.Ordinal))
        {
            Compare(type.Name, log, (pages, tell) => new EntryPoints((SequenceModel)Activator.CreateInstance(type, Seed)!, pages, tell).Run());
        }

        Compare("word vectors", log, (_, tell) => TrainVectors(tell));
        File.AppendAllLines(log, ["done"]);
    }

    /// <summary>Reads the float beside a block, which ends the process.</summary>
    public static int Touch(bool atEnd)
    {
        using GuardPages pages = new(atEnd);
        AlignedBuffer.Placement = pages.Place;
        AlignedBuffer buffer = new(32);
        return (int)Unsafe.Add(ref buffer.Reference, atEnd ? 32 : -1);
    }

    private static void Compare(string name, string log, Func<GuardPages?, Action<string>, IReadOnlyList<float>> run)
    {
        IReadOnlyList<float> expected = run(null, _ => { });
        foreach (bool atEnd in new[] { true, false })
        {
            string side = atEnd ? "before a page" : "after a page";
            using GuardPages pages = new(atEnd);
            AlignedBuffer.Placement = pages.Place;
            try
            {
                IReadOnlyList<float> found = run(pages, step => File.AppendAllText(log, $"{name} {side}: {step}\n"));
                pages.Check();
                for (int i = 0; i < expected.Count; i++)
                {
                    if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(found[i]))
                    {
                        throw new InvalidOperationException($"{name} {side}: value {i} is {found[i]:R} instead of {expected[i]:R}.");
                    }
                }

                if (pages.Count == 0 || found.Count != expected.Count)
                {
                    throw new InvalidOperationException($"{name} {side}: {pages.Count} blocks, {found.Count} values instead of {expected.Count}.");
                }
            }
            finally
            {
                AlignedBuffer.Placement = null;
            }
        }
    }

    private static float[] TrainVectors(Action<string> tell)
    {
        string[][] texts = [.. Enumerable.Range(0, 40).Select(text => Enumerable.Range(0, 30).Select(word => $"w{(text * 7 + word * word) % 23}").ToArray())];
        WordVocabulary vocabulary = WordVocabulary.FromTexts(texts, minimumCount: 1);
        int[][] sequences = [.. vocabulary.ToSequences(texts)];
        tell("SkipGram.Train");
        WordVectors skipGram = SkipGram.Train(vocabulary, sequences, new SkipGramOptions { Dimensions = 19, Epochs = 1, Threads = 1 });
        tell("GloVe.Train");
        WordVectors glove = GloVe.Train(CooccurrenceCounts.Count(vocabulary, sequences), new GloVeOptions { Dimensions = 19, Epochs = 1, Threads = 2 });
        return [.. skipGram.Values, .. glove.Values];
    }
}
