namespace SeqGen.Interop.Tests;

/// <summary>Numbers for synthetic models: the same in every run, and none that happens to be zero or one.</summary>
internal sealed class Values(int seed)
{
    private uint _state = (uint)seed * 2654435761 + 1;

    public float Next()
    {
        _state = (_state * 1664525) + 1013904223;
        return ((_state >> 8) / (float)(1 << 24)) - 0.5f;
    }

    public float[] Vector(int length) => [.. Enumerable.Range(0, length).Select(_ => Next())];

    public float[,,] Cube(int planes, int rows, int columns)
    {
        float[,,] cube = new float[planes, rows, columns];
        Buffer.BlockCopy(Vector(cube.Length), 0, cube, 0, sizeof(float) * cube.Length);
        return cube;
    }

    public float[,] Matrix(int rows, int columns)
    {
        float[,] matrix = new float[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                matrix[row, column] = Next();
            }
        }

        return matrix;
    }
}
