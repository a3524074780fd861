using System.Buffers;
using System.Globalization;
using SeqGen.Data;

namespace SeqGen;

/// <summary>
/// Labelled texts in files that need not fit into memory. Of a row only its place in its file is held, 8 bytes; the row is read, and its text turned
/// into tokens, when a batch asks for it. So with several ranks each one reads the rows of its shards and no others.
/// </summary>
/// <remarks>
/// <see cref="SequenceModel.Fit"/> shuffles the rows by its seed as if they went through a buffer of <see cref="ShuffleBuffer"/> rows which is filled with runs
/// of neighbouring rows from all over the files: in each epoch in another order, which depends neither on the number of ranks nor on that of threads.
/// </remarks>
/// <example><code>
/// string[] files = [.. Directory.GetFiles("reviews", "*.jsonl").Order(StringComparer.Ordinal)];
/// using StreamingDataset train = StreamingDataset.FromJsonLines(files, text => tokenizer.TextsToSequences([text])[0], communicator: Mpi.World);
/// model.Fit(train, new FitOptions { Epochs = 3, Communicator = Mpi.World });
/// </code></example>
public sealed class StreamingDataset : Dataset, IDisposable
{
    /// <summary>The rows of a shuffle buffer where no other number is given.</summary>
    public const int DefaultShuffleBuffer = 16 * 1024;

    private readonly LineFile[] _files;
    private readonly int[] _firstRows;
    private readonly JsonSampleReader[] _readers;
    private readonly Func<string, int[]> _encode;

    private StreamingDataset(LineFile[] files, JsonSampleReader[] readers, Func<string, int[]> encode, int shuffleBuffer)
    {
        (_files, _readers, _encode, ShuffleBuffer) = (files, readers, encode, shuffleBuffer);
        _firstRows = new int[files.Length + 1];
        for (int i = 0; i < files.Length; i++)
        {
            _firstRows[i + 1] = _firstRows[i] + files[i].Count;
        }
    }

    /// <summary>The number of rows, of all files.</summary>
    public override int Count => _firstRows[^1];

    /// <summary>1: the label.</summary>
    public override int TargetsPerRow => 1;

    /// <inheritdoc/>
    public override int ShuffleBuffer { get; }

    /// <summary>Texts with labels from files with one JSON object a line, as <see cref="JsonLines.Read"/> reads them.</summary>
    /// <param name="paths">The files, in the order of the rows. They are plain: of a packed file no row can be read without all before it.</param>
    /// <param name="encode">Turns a text into tokens, of any number; they are padded and truncated as the model declares. Called by many threads at once.</param>
    /// <param name="textField">Name of the field that holds the text, a string.</param>
    /// <param name="labelField">Name of the field that holds the label: a string, a number, true or false (1 or 0).</param>
    /// <param name="labels">What the labels mean; null for 0 and 1.</param>
    /// <param name="limits">The longest line; null for <see cref="DataLimits.Default"/>.</param>
    /// <param name="shuffleBuffer">See <see cref="ShuffleBuffer"/>.</param>
    /// <param name="communicator">Where given, each rank looks for the rows of some of the files and tells the others; all ranks call this. Else each looks through all files.</param>
    /// <exception cref="DataFormatException">A file is missing, packed, or one JSON array; a line is too long; or there are no rows or too many. Rows are looked at when they are read.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The shuffle buffer has no row.</exception>
    /// <exception cref="CommunicatorException">Another rank has failed; the message names it.</exception>
    public static StreamingDataset FromJsonLines(
        IEnumerable<string> paths,
        Func<string, int[]> encode,
        string textField = "text",
        string labelField = "label",
        LabelMap? labels = null,
        DataLimits? limits = null,
        int shuffleBuffer = DefaultShuffleBuffer,
        Communicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(encode);
        ArgumentException.ThrowIfNullOrEmpty(textField);
        ArgumentException.ThrowIfNullOrEmpty(labelField);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shuffleBuffer);
        string[] all = [.. paths];
        JsonSampleReader[] readers = [.. all.Select(path => new JsonSampleReader(path, textField, labelField, labels ?? LabelMap.Binary))];
        LineFile[] files = LineFile.OpenAll(all, limits ?? DataLimits.Default, communicator);
        long rows = files.Sum(file => (long)file.Count);
        if (rows is > 0 and <= int.MaxValue)
        {
            return new StreamingDataset(files, readers, encode, shuffleBuffer);
        }

        Array.ForEach(files, file => file.Dispose());
        throw new DataFormatException(
            rows == 0 ? "The data set is empty: no JSON object was found." : $"A data set has at most {int.MaxValue} rows; the files have {rows}.", string.Join(", ", all));
    }

    /// <inheritdoc/>
    public override void CopyRow(int row, Batch batch, int batchRow)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
        int file = FileOf(row);
        LabelledText sample = Read(file, row - _firstRows[file]);
        int[] tokens = _encode(sample.Text) ?? throw new InvalidOperationException($"{Describe(row)}: its text was turned into null, not into tokens.");
        batch.SetTokens(batchRow, tokens);
        batch.SetTargets(batchRow, [sample.Label]);
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => Array.ForEach(_files, file => file.Dispose());

    internal override string Describe(int row)
    {
        int file = FileOf(row);
        return string.Create(CultureInfo.InvariantCulture, $"Row {row} of the data set ({_files[file].Path}, line {_files[file].LineOf(row - _firstRows[file])})");
    }

    private int FileOf(int row)
    {
        int found = Array.BinarySearch(_firstRows, row);

        // Files without rows start where the next one does.
        for (found = found < 0 ? ~found - 1 : found; _firstRows[found + 1] <= row; found++)
        {
        }

        return found;
    }

    private LabelledText Read(int file, int row)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(_files[file].LengthOf(row));
        try
        {
            ReadOnlySpan<byte> line = _files[file].Read(row, buffer);
            try
            {
                return _readers[file].ReadLine(line, 0);
            }
            catch (DataFormatException)
            {
                // Which line it is takes reading all before it: that is done for the message only.
                return _readers[file].ReadLine(line, _files[file].LineOf(row));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
