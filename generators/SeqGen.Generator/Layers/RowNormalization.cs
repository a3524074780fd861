namespace SeqGen.Generator.Layers;

/// <summary>
/// Brings rows of values to mean 0 and variance 1, then scales and shifts them (Ba, Kiros and Hinton 2016):
/// <c>n = (x - mean) / sqrt(variance + epsilon)</c>, <c>y = gamma n + shifts</c>. The layer of that name and the
/// recurrent cells share it. Training keeps n, and the reciprocal of each row's deviation.
/// </summary>
internal sealed class RowNormalization
{
    private readonly ColumnLayout _columns;
    private readonly float _epsilon;
    private readonly string _prefix;
    private readonly (string Name, PackedMatrix Values, PackedMatrix? Gradient)? _gamma;
    private readonly List<(string Name, PackedMatrix Values, PackedMatrix? Gradient)> _shifts;

    /// <summary>Plans the normalisation of one row a step.</summary>
    /// <param name="planner">Where it plans.</param>
    /// <param name="name">The start of its names in the plan.</param>
    /// <param name="prefix">The start of its names in emitted code.</param>
    /// <param name="columns">How a row's values lie; its padding is set to zero on the way.</param>
    /// <param name="epsilon">What is added to the variance.</param>
    /// <param name="values">Where y goes; without training x and n lie there too.</param>
    /// <param name="steps">Steps whose n training keeps.</param>
    /// <param name="firstColumn">Where the row's part of all weights starts.</param>
    /// <param name="gamma">The factors, or null for none.</param>
    /// <param name="shifts">What is added: the name of each and the weight.</param>
    public RowNormalization(
        LayerPlanner planner, string name, string prefix, ColumnLayout columns, float epsilon, Tensor values, int steps,
        int firstColumn, WeightPlan? gamma, params IEnumerable<(string Name, WeightPlan Weight)> shifts)
    {
        _columns = columns;
        _epsilon = epsilon;
        _prefix = prefix;
        _gamma = gamma == null ? null : Pack("Gamma", gamma);
        _shifts = [.. shifts.Select(shift => Pack(shift.Name, shift.Weight))];
        Normal = planner.Training ? planner.Tensor(name + "Normal", steps, values.Size) : values;
        Scales = planner.Training ? planner.Scalars(name + "Scales", steps) : null;

        (string, PackedMatrix, PackedMatrix?) Pack(string part, WeightPlan weight)
        {
            int size = columns.Units * columns.Gates;
            PackedMatrix? gradient = planner.Training && weight.Trainable ? planner.Gradient(name + part, weight, 1, columns, firstColumn, size) : null;
            return (part, planner.Pack(name + part, weight, 1, columns, firstColumn, size), gradient);
        }
    }

    /// <summary>Where x is written before, and n lies after.</summary>
    public Tensor Normal { get; }

    /// <summary>The reciprocal of each row's deviation, in training.</summary>
    public Tensor? Scales { get; }

    private int Size => _columns.Units * _columns.Gates;

    /// <summary>Declares the references to gamma and to what is added.</summary>
    public void References(KernelWriter k)
    {
        foreach ((string name, PackedMatrix values, _) in Weights)
        {
            k.Reference(Name(name), values.First());
        }
    }

    /// <summary>Declares the references to their gradients.</summary>
    public void GradientReferences(KernelWriter k)
    {
        foreach ((string name, _, PackedMatrix? gradient) in Weights.Where(weight => weight.Gradient != null))
        {
            k.Reference(Name(name) + "Gradient", gradient!.First(BufferKind.Gradient));
        }
    }

    /// <summary>Writes the normalisation of a row.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="normal">The reference to x, padded with zeros, which becomes n.</param>
    /// <param name="values">The reference to y; the same where n is not kept.</param>
    /// <param name="scale">Where the deviation's reciprocal is kept, or null.</param>
    public void Normalize(KernelWriter k, string normal, string values, Address? scale)
    {
        k.MapSums(_columns.Stride, ["total"], (sum, i) => k.Add(sum("total"), k.Load(normal, i)));
        Value mean = k.Let("mean", Value.Broadcast(MeanOf("total")));
        k.Map(_columns.Stride, i => k.Store(k.Load(normal, i) - mean, normal, i));
        k.FillPadding(normal, _columns, 0);

        // The mean of large values is rounded: what is left of it is the mean of the distances. The sums start from a number
        // that counts for nothing beside epsilon, and keeps the squares of tiny distances from becoming subnormal.
        k.MapSums(
            _columns.Stride,
            ["rest", "squares"],
            (sum, i) =>
            {
                Value distance = k.Let("distance", k.Load(normal, i));
                k.Add(sum("rest"), distance);
                k.AddProduct(sum("squares"), distance, distance);
            },
            start: Value.Constant(1e-30f));
        Scalar error = k.Let("error", MeanOf("rest"));
        k.Set("error", Scalar.Select(Scalar.Abs(error) < 1e-18f, 0f, error));
        Scalar reciprocal = k.Let("scale", 1f / Scalar.Sqrt(Scalar.Max(MeanOf("squares") - error * error, 0f) + _epsilon));
        if (scale != null)
        {
            k.Store(reciprocal, scale);
        }

        k.Map(_columns.Stride, i =>
        {
            Value value = k.Let("value", (k.Load(normal, i) - Value.Broadcast(error)) * Value.Broadcast(reciprocal));
            if (normal != values)
            {
                k.Store(value, normal, i);
            }

            k.Store(Shifted(value, part => k.Load(part, i)), values, i);
        });
    }

    /// <summary>The expression of y from that of n.</summary>
    /// <param name="normal">n.</param>
    /// <param name="load">How a vector of gamma, and of what is added, is loaded at n's place.</param>
    public Value Shifted(Value normal, Func<string, Value> load)
    {
        Value scaled = _gamma is { } gamma ? normal * load(Name(gamma.Name)) : normal;
        return _shifts.Aggregate(scaled, (sum, shift) => sum + load(Name(shift.Name)));
    }

    /// <summary>Adds a row to the gradients of gamma and of what is added.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="dy">The reference to the gradient of y.</param>
    /// <param name="normal">The reference to n.</param>
    public void AddWeightGradients(KernelWriter k, string dy, string normal)
    {
        if (Weights.All(weight => weight.Gradient == null))
        {
            return;
        }

        k.Map(_columns.Stride, i =>
        {
            foreach ((string name, _, _) in Weights)
            {
                string gradient = Name(name) + "Gradient";
                Value sum = k.Load(gradient, i);
                k.Store(name == _gamma?.Name ? Value.MultiplyAdd(k.Load(dy, i), k.Load(normal, i), sum) : sum + k.Load(dy, i), gradient, i);
            }
        });
    }

    /// <summary>Writes the gradient of x: <c>dx = (dn - mean(dn) - n mean(dn n)) / deviation</c> with <c>dn = dy gamma</c>.</summary>
    /// <param name="k">The writer.</param>
    /// <param name="dy">The reference to the gradient of y; without gamma it must be padded with zeros.</param>
    /// <param name="normal">The reference to n.</param>
    /// <param name="scale">The deviation's reciprocal.</param>
    /// <param name="target">The reference to the gradient of x, perhaps dy itself.</param>
    public void InputGradient(KernelWriter k, string dy, string normal, Scalar scale, string target)
    {
        Value Slope(Index i) => _gamma is { } gamma ? k.Load(dy, i) * k.Load(Name(gamma.Name), i) : k.Load(dy, i);
        k.MapSums(_columns.Stride, ["total", "products"], (sum, i) =>
        {
            Value dn = k.Let("dn", Slope(i));
            k.Add(sum("total"), dn);
            k.AddProduct(sum("products"), dn, k.Load(normal, i));
        });
        Value mean = k.Let("mean", Value.Broadcast(MeanOf("total")));
        Value along = k.Let("along", Value.Broadcast(MeanOf("products")));
        Value factor = k.Let("scale", Value.Broadcast(scale));
        k.Map(_columns.Stride, i => k.Store((Slope(i) - mean - k.Load(normal, i) * along) * factor, target, i));
    }

    private Scalar MeanOf(string sums) => Scalar.SumOf(Value.Named(sums)) / Scalar.Of(Size);

    private IEnumerable<(string Name, PackedMatrix Values, PackedMatrix? Gradient)> Weights => _gamma is { } gamma ? _shifts.Prepend(gamma) : _shifts;

    private string Name(string part) => _prefix.Length == 0 ? char.ToLowerInvariant(part[0]) + part.Substring(1) : _prefix + part;
}
