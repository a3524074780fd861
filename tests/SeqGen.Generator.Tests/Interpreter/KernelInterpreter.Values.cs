using SeqGen.Generator.Kernels;

namespace SeqGen.Generator.Testing;

/// <summary>The values, floats, tests and indices of statements.</summary>
internal sealed partial class KernelInterpreter
{
    private double[] Evaluate(Value value, int width) => value switch
    {
        ZeroValue => new double[width],
        ConstantValue constant => Filled(width, constant.Number),
        BroadcastValue broadcast => Filled(width, Evaluate(broadcast.Scalar, width)),
        NamedValue named => _names.Vectors[named.Name],
        LoadedValue loaded => Load(loaded.Place, width),
        PartlyLoadedValue part => [.. Load(part.Place, part.Lanes), .. new double[part.AllLanes - part.Lanes]],
        PartValue part => _names.Vectors[part.Name][part.First..(part.First + width)],
        LowerHalvesValue lower => Array.ConvertAll(Evaluate(lower.Operand, width), LowerHalf),
        BinaryValue binary => Zip(Evaluate(binary.Left, width), Evaluate(binary.Right, width), Function(binary.Operator)),
        NegatedValue negated => Array.ConvertAll(Evaluate(negated.Operand, width), lane => -lane),
        MultiplyAddValue sum => Zip(
            Zip(Evaluate(sum.A, width), Evaluate(sum.B, width), (a, b) => a * b), Evaluate(sum.C, width), (product, c) => product + c),
        SelectValue choice => Select(Evaluate(choice.Condition, width), Evaluate(choice.Taken, width), Evaluate(choice.Other, width)),
        UnaryValue unary => Array.ConvertAll(Evaluate(unary.Operand, width), lane => Apply(unary.Function, lane)),
        MaximumValue { IsNative: true } maximum => Zip(
            Evaluate(maximum.Left, width), Evaluate(maximum.Right, width), (left, right) => left > right ? left : right),
        MaximumValue maximum => Zip(Evaluate(maximum.Left, width), Evaluate(maximum.Right, width), Math.Max),
        CalledValue call => Call(call, width),
        _ => throw Unknown(value),
    };

    private double[] Call(CalledValue call, int width)
    {
        double[] argument = Evaluate(call.Argument, width);
        if (call.Bottom is not { } bottom)
        {
            return Array.ConvertAll(argument, lane => ExactFunctions.Of(call.Function, lane, call.Parameter ?? 0));
        }

        (double Top, double Bottom)[] fractions = Array.ConvertAll(argument, lane => ExactFunctions.Fraction(call.Function, lane));
        _names.Vectors[bottom] = Array.ConvertAll(fractions, fraction => fraction.Bottom);
        return Array.ConvertAll(fractions, fraction => fraction.Top);
    }

    private bool[] Evaluate(Condition condition, int width) => condition switch
    {
        NamedCondition named => _names.Conditions[named.Name],
        ComparedCondition compared => Zip(Evaluate(compared.Left, width), Evaluate(compared.Right, width), Function(compared.Comparison)),
        JoinedCondition { AreBoth: true } joined => Zip(Evaluate(joined.Left, width), Evaluate(joined.Right, width), (left, right) => left & right),
        JoinedCondition joined => Zip(Evaluate(joined.Left, width), Evaluate(joined.Right, width), (left, right) => left | right),
        InvertedCondition inverted => Array.ConvertAll(Evaluate(inverted.Operand, width), lane => !lane),
        _ => throw Unknown(condition),
    };

    private double Evaluate(Scalar scalar, int width) => scalar switch
    {
        NumberScalar number => number.Number,
        NamedScalar named => _names.Scalars[named.Name],
        LoadedScalar loaded => Locate(loaded.Place)[0],
        IndexScalar index => Evaluate(index.Index),
        BinaryScalar binary => Function(binary.Operator)(Evaluate(binary.Left, width), Evaluate(binary.Right, width)),
        UnaryScalar unary => Apply(unary.Function, Evaluate(unary.Operand, width)),
        MaximumScalar maximum => Math.Max(Evaluate(maximum.Left, width), Evaluate(maximum.Right, width)),
        SelectScalar choice => Evaluate(Evaluate(choice.Test, width) ? choice.Taken : choice.Other, width),
        ReducedScalar { IsSum: true } sum => Evaluate(sum.Value, width).Sum(),
        ReducedScalar greatest => Evaluate(greatest.Value, width).Max(),
        _ => throw Unknown(scalar),
    };

    private bool Evaluate(Test test, int width) => test switch
    {
        FlagTest { Flag: TileFlag.Training } => tile.Training,
        FlagTest { Flag: TileFlag.WantInputGradient } => tile.WantInputGradient,
        FlagTest { Flag: TileFlag.GradientIsOfLogits, Output: { } output } => tile.IsOfLogits(output),
        FlagTest { Flag: TileFlag.GradientIsOfLogits } => tile.GradientIsOfLogits,
        RowInUseTest => _names.Numbers["row"] < tile.Rows,
        NamedTest named => _names.Tests[named.Name],
        ScalarTest compared => Compare(Evaluate(compared.Left, width), compared.Kind, Evaluate(compared.Right, width)),
        IndexTest compared => Compare(Evaluate(compared.Left), compared.Kind, Evaluate(compared.Right)),
        InsideTest inside => _names.Numbers[inside.Counter] >= 0 && _names.Numbers[inside.Counter] < inside.Bound,
        MultipleTest multiple => Evaluate(multiple.Index) % multiple.Of == 0,
        JoinedTest { AreBoth: true } joined => Evaluate(joined.Left, width) && Evaluate(joined.Right, width),
        JoinedTest joined => Evaluate(joined.Left, width) || Evaluate(joined.Right, width),
        InvertedTest inverted => !Evaluate(inverted.Operand, width),
        AnyOtherTest any => Load(any.Place, any.Length).Any(value => value != any.Masked),
        _ => throw Unknown(test),
    };

    private long Evaluate(Kernels.Index index) => index switch
    {
        NumberIndex number => number.Number,
        NamedIndex named => regions.Named(named.Name)!.Start,
        LookupIndex lookup => (long)tile.BatchRows * lookup.Prefix + (long)tile.FirstRow * lookup.RowLength,
        CounterIndex counter => _names.Numbers[counter.Name],
        PositionIndex => position,
        TokenIndex token => (long)Locate(token.Place)[0],
        SumIndex sum => Evaluate(sum.Left) + Evaluate(sum.Right),
        DifferenceIndex difference => Evaluate(difference.Left) - Evaluate(difference.Right),
        ScaledIndex scaled => Evaluate(scaled.Inner) * scaled.Factor,
        ParityIndex parity => Evaluate(parity.Inner) & 1,
        FloorIndex floor => Evaluate(floor.Inner) / floor.Multiple * floor.Multiple,
        ExtremeIndex { IsGreatest: true } greatest => Math.Max(Evaluate(greatest.Left), Evaluate(greatest.Right)),
        ExtremeIndex least => Math.Min(Evaluate(least.Left), Evaluate(least.Right)),
        ConvertedIndex converted => Evaluate(converted.Inner),
        _ => throw Unknown(index),
    };

    private Place Locate(Address address) =>
        (address.Origin.Buffer is { } buffer ? buffers[buffer] : _names.References[address.Origin.Name]) + Evaluate(address.Index);

    private double[] Load(Address address, int length)
    {
        Place place = Locate(address);
        double[] values = new double[length];
        for (int i = 0; i < length; i++)
        {
            values[i] = place[i];
        }

        return values;
    }

    private static void Store(double[] values, Place place) => place.Memory.Write(place.Index, values);

    private static double[] Filled(int width, double number)
    {
        double[] values = new double[width];
        Array.Fill(values, number);
        return values;
    }

    private static TResult[] Zip<T, TResult>(T[] left, T[] right, Func<T, T, TResult> function)
    {
        TResult[] results = new TResult[left.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = function(left[i], right[i]);
        }

        return results;
    }

    private static double[] Select(bool[] conditions, double[] taken, double[] other)
    {
        double[] results = new double[conditions.Length];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = conditions[i] ? taken[i] : other[i];
        }

        return results;
    }

    /// <summary>The float whose upper half is the lower half of a word.</summary>
    private static double LowerHalf(double word) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits((float)word) << 16);

    private static Func<double, double, double> Function(Operator operation) => operation switch
    {
        Operator.Add => (left, right) => left + right,
        Operator.Subtract => (left, right) => left - right,
        Operator.Multiply => (left, right) => left * right,
        _ => (left, right) => left / right,
    };

    private static Func<double, double, bool> Function(Comparison comparison) => comparison switch
    {
        Comparison.Greater => (left, right) => left > right,
        Comparison.Less => (left, right) => left < right,
        _ => (left, right) => left == right,
    };

    private static double Apply(UnaryFunction function, double value) => function == UnaryFunction.Abs ? Math.Abs(value) : Math.Sqrt(value);

    private static bool Compare(double left, TestKind kind, double right) => kind switch
    {
        TestKind.Greater => left > right,
        TestKind.Less => left < right,
        TestKind.Equal => left == right,
        _ => left != right,
    };
}
