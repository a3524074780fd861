using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using SeqGen.Data;
using SeqGen.Numerics.Tests.Models;

namespace SeqGen.Tests.Data;

/// <summary>Rows that are read from files when a batch asks for them: the same training as from memory, on any number of ranks.</summary>
public sealed class StreamingDatasetTests : IDisposable
{
    private const int Rows = 60;
    private const int Length = 7;
    private const int Vocabulary = 11;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("seqgen");
    private readonly int[][] _tokens;
    private readonly int[] _labels;
    private readonly string[] _paths;

    public StreamingDatasetTests()
    {
        Random random = new(3);
        _tokens = [.. Enumerable.Range(0, Rows).Select(_ => Enumerable.Range(0, random.Next(1, Length + 3)).Select(_ => random.Next(1, Vocabulary)).ToArray())];
        _labels = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(2))];

        // Files of different lengths, one of them without a row, with blank lines and all three line ends.
        _paths = [.. Enumerable.Range(0, 4).Select(i => Path.Combine(_folder.FullName, $"part{i}.jsonl"))];
        int[] starts = [0, 25, 25, 31, Rows];
        string[] ends = ["\n", "\r\n", "\r", "\n\n \t\n"];
        for (int i = 0; i < _paths.Length; i++)
        {
            string text = string.Concat(Enumerable.Range(starts[i], starts[i + 1] - starts[i]).Select(row => Line(row) + ends[i]));
            File.WriteAllText(_paths[i], i == 3 ? text.TrimEnd() : "\n" + text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: i == 0));
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Training_is_that_from_memory_where_the_buffer_holds_all_rows()
    {
        using StreamingDataset data = Open();
        data.Count.ShouldBe(Rows);
        Train(data, null).ShouldBe(Train(Dataset.FromTokens(_tokens, _labels), null));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void Ranks_change_nothing(int ranks)
    {
        using StreamingDataset data = Open(shuffleBuffer: 16);
        int[] expected = Train(data, null);
        expected.ShouldNotBe(Train(Dataset.FromTokens(_tokens, _labels), null), "another order");
        MemoryCommunicator.Run(ranks, communicator =>
        {
            using StreamingDataset part = Open(16, communicator);
            return Train(part, communicator);
        }).ShouldAllBe(found => found.SequenceEqual(expected));
    }

    [Fact]
    public void Each_rank_reads_the_rows_of_its_shards_only()
    {
        int[] read = MemoryCommunicator.Run(2, communicator =>
        {
            int calls = 0;
            using StreamingDataset data = StreamingDataset.FromJsonLines(_paths, text =>
            {
                Interlocked.Increment(ref calls);
                return Encode(text);
            });
            using Trainer trainer = Model().CreateTrainer(new FitOptions { BatchSize = Rows, Threads = 2, Communicator = communicator });
            trainer.Step(data, [.. Enumerable.Range(0, Rows)]);
            return calls;
        });
        read.Sum().ShouldBe(Rows);
        read.ShouldAllBe(rows => rows <= (Rows / 2) + 8);
    }

    [Fact]
    public void A_selection_is_shuffled_as_its_source()
    {
        using StreamingDataset data = Open(shuffleBuffer: 5);
        data.ShuffleBuffer.ShouldBe(5);
        data.Skip(3).ShuffleBuffer.ShouldBe(5);
        Dataset.FromTokens(_tokens).ShuffleBuffer.ShouldBe(int.MaxValue);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(1000, 64)]
    [InlineData(1000, 130)]
    [InlineData(1000, 1000)]
    public void A_buffered_order_has_all_numbers_and_keeps_neighbours_near(int count, int buffer)
    {
        int[] order = SeededShuffle.Buffered(count, buffer, 5);
        order.Order().ShouldBe(Enumerable.Range(0, count));
        order.ShouldBe(SeededShuffle.Buffered(count, buffer, 5));
        if (count > 1)
        {
            order.ShouldNotBe(SeededShuffle.Buffered(count, buffer, 6));
        }

        // A run lies in one part of the order that fits the buffer, or on both sides of the end of one.
        int runLength = Math.Max(1, buffer / 64);
        int[] places = new int[count];
        for (int i = 0; i < count; i++)
        {
            places[order[i]] = i / buffer;
        }

        for (int i = 0; i < count; i++)
        {
            Math.Abs(places[i] - places[i / runLength * runLength]).ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void A_bad_row_is_named_by_file_and_line()
    {
        File.AppendAllText(_paths[1], "\n\n{\"text\": \"1 2\"}\n{\"text\": \"1 2\", \"label\": 1}");
        using StreamingDataset data = Open();
        data.Count.ShouldBe(Rows + 2);
        SequenceModel model = Model();
        using Trainer trainer = model.CreateTrainer(new FitOptions { Threads = 1 });
        trainer.Step(data, [26]).ShouldBeGreaterThan(0);
        DataFormatException error = Should.Throw<DataFormatException>(() => trainer.Step(data, [25]));
        error.Path.ShouldBe(_paths[1]);
        error.Line.ShouldBe(4);
        error.Message.ShouldContain("no field 'label'");

        using StreamingDataset outside = StreamingDataset.FromJsonLines(_paths, _ => [Vocabulary]);
        Should.Throw<ArgumentException>(() => trainer.Step(outside, [0])).Message.ShouldContain($"{_paths[0]}, line 2");
        using StreamingDataset nothing = StreamingDataset.FromJsonLines(_paths, _ => null!);
        Should.Throw<InvalidOperationException>(() => trainer.Step(nothing, [0])).Message.ShouldContain($"{_paths[0]}, line 2");
    }

    [Fact]
    public void Files_of_which_no_row_can_be_read_alone_are_refused()
    {
        string packed = Path.Combine(_folder.FullName, "packed.jsonl.gz");
        using (GZipStream gzip = new(File.Create(packed), CompressionLevel.Fastest))
        {
            gzip.Write(File.ReadAllBytes(_paths[0]));
        }

        Refusal(packed).ShouldContain("packed");
        string array = Path.Combine(_folder.FullName, "array.json");
        File.WriteAllText(array, $"[{Line(0)}]");
        Refusal(array).ShouldContain("array.json(1): The file is one JSON array");
        string empty = Path.Combine(_folder.FullName, "empty.jsonl");
        File.WriteAllText(empty, "\n");
        Refusal(empty).ShouldContain("empty");
        Refusal(Path.Combine(_folder.FullName, "missing.jsonl")).ShouldContain("missing.jsonl");
        Should.Throw<ArgumentOutOfRangeException>(() => Open(shuffleBuffer: 0));

        static string Refusal(string path) => Should.Throw<DataFormatException>(() => StreamingDataset.FromJsonLines([path], Encode)).Message;
    }

    [Fact]
    public void A_file_that_becomes_shorter_is_noticed()
    {
        using StreamingDataset data = Open();
        using Trainer trainer = Model().CreateTrainer(new FitOptions { Threads = 1 });
        using (Process cut = Process.Start("truncate", ["--size=20", _paths[3]]))
        {
            cut.WaitForExit();
        }

        Should.Throw<DataFormatException>(() => trainer.Step(data, [Rows - 1])).Message.ShouldContain("shorter");
    }

    [Fact]
    public void A_rank_that_cannot_read_its_files_ends_all()
    {
        Exception?[] errors = MemoryCommunicator.RunAll(3, communicator =>
            StreamingDataset.FromJsonLines(communicator.Rank == 1 ? [.. _paths.Take(3), "missing.jsonl"] : _paths, Encode, communicator: communicator));
        errors[1].ShouldBeOfType<DataFormatException>().Message.ShouldContain("missing.jsonl");
        errors[0].ShouldBeOfType<CommunicatorException>().Rank.ShouldBe(1);
        errors[2].ShouldBeOfType<CommunicatorException>().Message.ShouldContain("Rank 1 of 3 cannot read");

        errors = MemoryCommunicator.RunAll(2, communicator => StreamingDataset.FromJsonLines(_paths.Take(4 - communicator.Rank), Encode, communicator: communicator));
        errors.ShouldAllBe(error => error is CommunicatorException && error.Message.Contains("the same files", StringComparison.Ordinal));
    }

    private static TestModel Model() => new(new BagProgram(Length, Vocabulary, 6), seed: 7);

    private static int[] Encode(string text) => [.. text.Split(' ').Select(int.Parse)];

    private static int[] Train(Dataset data, Communicator? communicator)
    {
        SequenceModel model = Model();
        model.Fit(data, new FitOptions { Epochs = 2, BatchSize = 20, ValidationSplit = 0.1, Seed = 4, Threads = 2, Communicator = communicator, Callbacks = [] });
        return [.. model.Description.Weights.SelectMany(weight => model.GetWeight(weight.Name)).Select(BitConverter.SingleToInt32Bits)];
    }

    private string Line(int row) => $$"""{"label": {{_labels[row]}}, "text": "{{string.Join(' ', _tokens[row])}}"}""";

    private StreamingDataset Open(int shuffleBuffer = 1000, Communicator? communicator = null) =>
        StreamingDataset.FromJsonLines(_paths, Encode, shuffleBuffer: shuffleBuffer, communicator: communicator);
}
