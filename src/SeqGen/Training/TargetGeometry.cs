namespace SeqGen;

/// <summary>Where the targets and sample weights of each output lie in a row of a batch: one output after the other.</summary>
internal sealed class TargetGeometry
{
    private readonly Part[] _parts;

    /// <summary>Lays out the targets that losses take.</summary>
    public TargetGeometry(IReadOnlyList<Objective> objectives)
    {
        _parts = new Part[objectives.Count];
        for (int i = 0; i < _parts.Length; i++)
        {
            OutputDescription output = objectives[i].Output;
            _parts[i] = new(output.Name, TargetsPerRow, objectives[i].Loss.TargetsPerRow(output), WeightsPerRow, Math.Max(output.Steps, 1)) { Variable = output.LengthOf is null ? null : output };
            TargetsPerRow += _parts[i].Targets;
            WeightsPerRow += _parts[i].Weights;
        }
    }

    private TargetGeometry(int targets, int weights)
    {
        _parts = [new("", 0, targets, 0, weights)];
        (TargetsPerRow, WeightsPerRow) = (targets, weights);
    }

    /// <summary>That of a prediction, which has no targets.</summary>
    public static TargetGeometry None { get; } = Of(0, 1);

    public int Count => _parts.Length;

    /// <summary>Target values of a row.</summary>
    public int TargetsPerRow { get; }

    /// <summary>Sample weights of a row.</summary>
    public int WeightsPerRow { get; }

    /// <summary>The outputs' names, for messages.</summary>
    public string Names => string.Join(", ", _parts.Select(part => part.Name));

    public ref readonly Part this[int output] => ref _parts[output];

    /// <summary>That of one output.</summary>
    public static TargetGeometry Of(int targets, int weights) => new(targets, weights);

    /// <summary>The number of the output of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int Find(string name)
    {
        // Every row asks, and allocates nothing.
        for (int output = 0; output < _parts.Length && name.Length > 0; output++)
        {
            if (_parts[output].Name == name)
            {
                return output;
            }
        }

        throw new ArgumentException(
            $"There is no output '{name}'; {(_parts[0].Name.Length == 0 ? "the only one has no name" : $"the outputs are {Names}")}.", nameof(name));
    }

    /// <summary>One output.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="FirstTarget">The index of its first target in a row.</param>
    /// <param name="Targets">Its targets a row.</param>
    /// <param name="FirstWeight">The index of its first sample weight in a row.</param>
    /// <param name="Weights">Its sample weights a row: one for each step, or 1.</param>
    public readonly record struct Part(string Name, int FirstTarget, int Targets, int FirstWeight, int Weights)
    {
        /// <summary>The output, where it has as many steps as the sequence that it comes from; else null.</summary>
        public OutputDescription? Variable { get; init; }

        /// <summary>The targets of one step.</summary>
        public int StepTargets => Targets / Weights;

        /// <summary>True for the number of targets of a whole row, or of fewer steps where the sequence has them.</summary>
        public bool Takes(int targets) => targets == Targets || (Variable is not null && targets > 0 && targets < Targets && targets % StepTargets == 0);
    }
}
