// magnitude: the size of complex numbers, whose real parts are the first half of a step's values, and whose imaginary parts are the second.
//
//     y[i] = sqrt(x[i]^2 + x[n + i]^2) for the 2 n values x of a step
//     weights  none
//     mask     passes through
//
// So a convolution over a signal whose first n filters are windowed cosines and whose further n are sines is a short-time Fourier transform, and this
// its spectrum. At zero the gradient is zero: of all slopes there it is the mean.

namespace SeqGen.Generator.Layers;

/// <summary>The size of complex numbers.</summary>
internal sealed record MagnitudeLayer : LayerSpec
{
    public override LayerDefinition Definition => Declaration;

    public static LayerDefinition Declaration { get; } = new(
        "magnitude", "Magnitude", "The size of complex numbers: the first half of a step's values are real parts, the second half imaginary ones.", static _ => new MagnitudeLayer());

    public override Shape? InferShape(Shape input, ShapeContext context)
    {
        if (input.Kind != ShapeKind.Floats)
        {
            return context.CannotFollow("floats", input);
        }

        if (input.Size % 2 != 0)
        {
            return context.Impossible("magnitude", $"{input.Size} values are no pairs of real and imaginary parts: their number must be even");
        }

        context.Uses(0, (long)input.Vectors * input.Size);
        return input with { Size = input.Size / 2 };
    }

    public override bool WorksOnEachStep => true;

    public override LayerPlan Plan(LayerPlanner planner, Tensor input) => new MagnitudePlan(planner, input);
}

/// <summary>A square root of two squares, and its derivative.</summary>
internal sealed class MagnitudePlan : HalvesPlan
{
    public MagnitudePlan(LayerPlanner planner, Tensor input)
        : base(isTime: false, planner, input, "Magnitude", "Imaginary")
    {
    }

    protected override string Equation => "y = sqrt(a^2 + b^2)";

    protected override string GradientEquation => "da = dy a / y, db = dy b / y, where y is not zero";

    protected override Value Of(KernelWriter k, Value a, Func<Value> b)
    {
        Value real = k.Let("real", a);
        Value imaginary = k.Let("imaginary", b());
        return Size(k, real, imaginary);
    }

    protected override (Value A, Value B) GradientOf(KernelWriter k, Value given, Func<Value> a, Func<Value> b)
    {
        Value real = k.Let("real", a());
        Value imaginary = k.Let("imaginary", b());
        Value size = k.Let("size", Size(k, real, imaginary));
        return (given * Direction(real), given * Direction(imaginary));

        // A size of zero is its own direction, and so is what is not a number.
        Value Direction(Value part) => Value.Select(size > Value.Zero, part / size, size);
    }

    private static Value Size(KernelWriter k, Value real, Value imaginary) => Value.Sqrt(k.Math.Call("Normal", Value.MultiplyAdd(real, real, imaginary * imaginary)));
}
