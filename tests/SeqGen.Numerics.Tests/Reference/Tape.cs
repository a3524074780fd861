namespace SeqGen.Numerics.Tests.Reference;

/// <summary>
/// Reverse-mode differentiation, as plain as can be: every operation computes its value at once and remembers how to
/// hand its gradient to its arguments; <see cref="Backward"/> does that from the last operation to the first.
/// </summary>
internal sealed class Tape
{
    private readonly List<Action> _backward = [];

    /// <summary>x.M for the columns [first, first + count) of a row-major matrix.</summary>
    public Variable Product(Variable x, Variable matrix, int columns, int first, int count)
    {
        Variable y = Variable.Zeros(count);
        for (int row = 0; row < x.Length; row++)
        {
            for (int column = 0; column < count; column++)
            {
                y.Value[column] += x.Value[row] * matrix.Value[(row * columns) + first + column];
            }
        }

        _backward.Add(() =>
        {
            for (int row = 0; row < x.Length; row++)
            {
                for (int column = 0; column < count; column++)
                {
                    int at = (row * columns) + first + column;
                    x.Gradient[row] += y.Gradient[column] * matrix.Value[at];
                    matrix.Gradient[at] += y.Gradient[column] * x.Value[row];
                }
            }
        });
        return y;
    }

    /// <summary>The values [first, first + count) of a vector or matrix.</summary>
    public Variable Part(Variable x, int first, int count)
    {
        Variable y = new(x.Value.AsSpan(first, count).ToArray());
        _backward.Add(() =>
        {
            for (int i = 0; i < count; i++)
            {
                x.Gradient[first + i] += y.Gradient[i];
            }
        });
        return y;
    }

    public Variable Add(Variable a, Variable b)
    {
        Variable y = new([.. a.Value.Zip(b.Value, (left, right) => left + right)]);
        _backward.Add(() =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                a.Gradient[i] += y.Gradient[i];
                b.Gradient[i] += y.Gradient[i];
            }
        });
        return y;
    }

    /// <summary>Element by element.</summary>
    public Variable Multiply(Variable a, Variable b)
    {
        Variable y = new([.. a.Value.Zip(b.Value, (left, right) => left * right)]);
        _backward.Add(() =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                a.Gradient[i] += y.Gradient[i] * b.Value[i];
                b.Gradient[i] += y.Gradient[i] * a.Value[i];
            }
        });
        return y;
    }

    /// <summary>A function of each value, given with its derivative.</summary>
    public Variable Map(Variable x, Func<double, double> function, Func<double, double> derivative)
    {
        Variable y = new(Array.ConvertAll(x.Value, value => function(value)));
        _backward.Add(() =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                x.Gradient[i] += y.Gradient[i] * derivative(x.Value[i]);
            }
        });
        return y;
    }

    public Variable Scale(Variable x, double factor) => Map(x, value => factor * value, _ => factor);

    public Variable Softmax(Variable x)
    {
        double largest = x.Value.Max();
        double[] powers = Array.ConvertAll(x.Value, value => Math.Exp(value - largest));
        double sum = powers.Sum();
        Variable y = new(Array.ConvertAll(powers, power => power / sum));
        _backward.Add(() =>
        {
            double mean = y.Value.Zip(y.Gradient, (value, gradient) => value * gradient).Sum();
            for (int i = 0; i < y.Length; i++)
            {
                x.Gradient[i] += y.Value[i] * (y.Gradient[i] - mean);
            }
        });
        return y;
    }

    /// <summary>The logarithm of softmax.</summary>
    public Variable LogSoftmax(Variable x)
    {
        double largest = x.Value.Max();
        double log = largest + Math.Log(x.Value.Sum(value => Math.Exp(value - largest)));
        Variable y = new(Array.ConvertAll(x.Value, value => value - log));
        _backward.Add(() =>
        {
            double sum = y.Gradient.Sum();
            for (int i = 0; i < y.Length; i++)
            {
                x.Gradient[i] += y.Gradient[i] - (Math.Exp(y.Value[i]) * sum);
            }
        });
        return y;
    }

    /// <summary>The greatest value of each place; the first vector that has it gets the gradient.</summary>
    public Variable Maximum(Variable[] vectors)
    {
        Variable y = new([.. Enumerable.Range(0, vectors[0].Length).Select(i => vectors.Max(vector => vector.Value[i]))]);
        _backward.Add(() =>
        {
            for (int i = 0; i < y.Length; i++)
            {
                vectors.First(vector => vector.Value[i] == y.Value[i]).Gradient[i] += y.Gradient[i];
            }
        });
        return y;
    }

    /// <summary>The mean of vectors; zeros where there are none.</summary>
    public Variable Mean(Variable[] vectors, int length) =>
        Scale(vectors.Aggregate(Variable.Zeros(length), Add), 1.0 / Math.Max(vectors.Length, 1));

    /// <summary>All vectors, one after the other.</summary>
    public Variable Concat(params Variable[] parts)
    {
        Variable y = new([.. parts.SelectMany(part => part.Value)]);
        _backward.Add(() =>
        {
            int at = 0;
            foreach (Variable part in parts)
            {
                for (int i = 0; i < part.Length; i++)
                {
                    part.Gradient[i] += y.Gradient[at++];
                }
            }
        });
        return y;
    }

    public void Backward()
    {
        for (int i = _backward.Count - 1; i >= 0; i--)
        {
            _backward[i]();
        }
    }
}
