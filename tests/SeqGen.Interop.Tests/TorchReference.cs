namespace SeqGen.Interop.Tests;

/// <summary>Recurrent layers as PyTorch defines them, in double precision: rows of gates i f g o (LSTM) and r z n (GRU).</summary>
internal static class TorchReference
{
    /// <param name="input">[steps][in].</param>
    /// <param name="w">weight_ih, [gates H, in].</param>
    /// <param name="u">weight_hh, [gates H, H].</param>
    /// <param name="bw">bias_ih.</param>
    /// <param name="bu">bias_hh.</param>
    public static double[][] Lstm(double[][] input, float[,] w, float[,] u, float[] bw, float[] bu)
    {
        int units = u.GetLength(1);
        double[] h = new double[units];
        double[] c = new double[units];
        return [.. input.Select(x =>
        {
            double[] z = Sum(Product(w, x, bw), Product(u, h, bu));
            double[] next = new double[units];
            for (int j = 0; j < units; j++)
            {
                c[j] = (Sigmoid(z[units + j]) * c[j]) + (Sigmoid(z[j]) * Math.Tanh(z[(2 * units) + j]));
                next[j] = Sigmoid(z[(3 * units) + j]) * Math.Tanh(c[j]);
            }

            return h = next;
        })];
    }

    public static double[][] Gru(double[][] input, float[,] w, float[,] u, float[] bw, float[] bu)
    {
        int units = u.GetLength(1);
        double[] h = new double[units];
        return [.. input.Select(x =>
        {
            double[] a = Product(w, x, bw);
            double[] b = Product(u, h, bu);
            double[] next = new double[units];
            for (int j = 0; j < units; j++)
            {
                double z = Sigmoid(a[units + j] + b[units + j]);
                double n = Math.Tanh(a[(2 * units) + j] + (Sigmoid(a[j] + b[j]) * b[(2 * units) + j]));
                next[j] = ((1 - z) * n) + (z * h[j]);
            }

            return h = next;
        })];
    }

    public static double[][] Linear(double[][] input, float[,] weight, float[] bias) => [.. input.Select(x => Product(weight, x, bias))];

    public static double[] Product(float[,] matrix, double[] vector, float[]? bias) => [.. Enumerable.Range(0, matrix.GetLength(0)).Select(row =>
        (bias?[row] ?? 0) + Enumerable.Range(0, vector.Length).Sum(column => matrix[row, column] * vector[column]))];

    /// <summary>A kernel of Keras, row by row, as the matrix that PyTorch has: a row for each output.</summary>
    public static float[,] Transposed(float[] kernel, int columns)
    {
        float[,] result = new float[columns, kernel.Length / columns];
        for (int index = 0; index < kernel.Length; index++)
        {
            result[index % columns, index / columns] = kernel[index];
        }

        return result;
    }

    public static double Sigmoid(double value) => 1 / (1 + Math.Exp(-value));

    /// <summary>Steps of a flat sequence.</summary>
    public static double[][] Steps(float[] values, int size) => [.. values.Chunk(size).Select(step => (double[])[.. step.Select(value => (double)value)])];

    private static double[] Sum(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x + y)];
}
