using SeqGen.CompilerServices;

namespace SeqGen.Tests.Kernels;

public sealed class FoldedTableTests
{
    private const int Vocabulary = 7;
    private const int Size = 3;
    private const int Units = 5;
    private const int Gates = 4;

    // The gates of five units lie eight apart: four gates fill two lines.
    private const int Slot = 8;
    private const int Stride = Gates * Slot;

    private readonly float[] _embeddings = Numbers(Vocabulary * Size, 1);
    private readonly float[] _kernel = Numbers(Size * Units * Gates, 2);
    private readonly float[] _bias = Numbers(Units * Gates, 3);
    private readonly AlignedBuffer _table = new((Vocabulary + 1 + Size + 1) * Stride);

    [Fact]
    public void A_row_is_the_product_of_an_embedding_and_the_kernel_plus_the_bias()
    {
        Prepare();
        Require([4, 0, 4]);
        RowShouldBeProduct(4);
        RowShouldBeProduct(0);
    }

    [Fact]
    public void Only_rows_of_required_tokens_are_made()
    {
        Prepare();
        Require([4]);
        _table.Slice(3 * Stride, Stride).ToArray().ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void A_row_is_made_once_and_again_after_the_weights_were_packed_anew()
    {
        Prepare();
        Require([2]);
        _embeddings[2 * Size] += 1;
        float before = _table.Span[2 * Stride];
        Require([2]);
        _table.Span[2 * Stride].ShouldBe(before);
        Prepare();
        Require([2]);
        RowShouldBeProduct(2);
    }

    private static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private void Prepare() =>
        FoldedTable.Prepare(ref _kernel[0], Units * Gates, ref _bias[0], ref _table.Reference, Vocabulary, Size, Units, Gates);

    private void Require(int[] tokens) =>
        FoldedTable.Require(ref tokens[0], tokens.Length, ref _embeddings[0], ref _table.Reference, Vocabulary, Size, Stride);

    private void RowShouldBeProduct(int token)
    {
        for (int gate = 0; gate < Gates; gate++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                int column = gate * Units + unit;
                double expected = _bias[column];
                for (int k = 0; k < Size; k++)
                {
                    expected += (double)_embeddings[token * Size + k] * _kernel[k * Units * Gates + column];
                }

                _table.Span[token * Stride + gate * Slot + unit].ShouldBe((float)expected, 1e-6f);
            }
        }
    }
}
