using System.Text;
using SeqGen.Interop.Declarations;
using SeqGen.Interop.Graph;

namespace SeqGen.Interop;

/// <summary>A weight of an imported model, in Keras' layout.</summary>
/// <param name="Name">Its name, for instance <c>lstm/kernel</c>.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Its values in row-major order.</param>
public sealed record ImportedWeight(string Name, IReadOnlyList<int> Shape, ReadOnlyMemory<float> Values);

/// <summary>A model that was read from a file of another library: its declaration and its weights.</summary>
public sealed class ImportedModel
{
    private readonly OwnCheck? _check;
    private readonly ImportLog _log;
    private readonly ImportSource _source;
    private readonly ModelUse _use;

    internal ImportedModel(string format, Declaration declaration, IReadOnlyList<DeclaredWeight> weights, Network network, ImportContext context)
    {
        Format = format;
        Name = declaration.Name;
        Declaration = declaration.Text;
        Weights = [.. weights.Select(weight => new ImportedWeight(weight.Name, weight.Shape, declaration.Weights[weight.Name].Tensor.Values))];
        _use = network.Use;
        _check = network.Check;
        _log = context.Log;
        _source = context.Source;
    }

    /// <summary>What kind of file it was.</summary>
    public string Format { get; }

    /// <summary>The name of the model and of its class.</summary>
    public string Name { get; }

    /// <summary>The text of a <c>.seqnet</c> file; the compiler has read it, and takes it.</summary>
    public string Declaration { get; }

    /// <summary>The weights, in the order of the declaration.</summary>
    public IReadOnlyList<ImportedWeight> Weights { get; }

    /// <summary>The lines of C# that use this kind of model, with its inputs under the names <c>features</c>, <c>tokens</c>, <c>token</c>, <c>samples</c> and <c>sample</c>.</summary>
    /// <param name="model">The model, as <see cref="Compile"/> or <see cref="Save"/> gave it, under the name <c>model</c>.</param>
    public IReadOnlyList<string> UsageOf(SequenceModel model) => UsageCode.Of(model, _use);

    /// <summary>What was recognised, skipped and worth a warning, in the order of the walk.</summary>
    public IReadOnlyList<ImportNote> Notes => _log.Notes;

    /// <summary>Compiles the declaration in memory for this machine, and loads the weights; runs the check that the file brings, if any.</summary>
    /// <returns>The model, ready to predict.</returns>
    /// <exception cref="ImportException">The file's own check fails.</exception>
    public SequenceModel Compile()
    {
        SequenceModel model = ModelCompiler.Compile(Name, Declaration);
        foreach (ImportedWeight weight in Weights)
        {
            model.SetWeight(weight.Name, weight.Values.Span);
        }

        if (_check is { } check)
        {
            Run(check, model);
        }

        return model;
    }

    /// <summary>Writes <c>Name.seqnet</c> and <c>Name.safetensors</c>, after the model was compiled and checked.</summary>
    /// <param name="folder">The folder; it is made where it is missing.</param>
    /// <returns>The model that was written.</returns>
    /// <exception cref="ImportException">The file's own check fails.</exception>
    /// <exception cref="CheckpointException">A file cannot be written.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public SequenceModel Save(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        SequenceModel model = Compile();
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, Name + ".seqnet"), stream => stream.Write(Encoding.UTF8.GetBytes(Declaration)));
        model.Save(Path.Combine(folder, Name + ".safetensors"));
        return model;
    }

    private void Run(OwnCheck check, SequenceModel model)
    {
        SequenceStream? stream = model.Description.Inputs[^1].Length > 0 ? new(model) : null;
        Predictor? predictor = stream is null ? model.CreatePredictor() : null;
        int outputSize = model.Description.Output.Size;
        int inputSize = model.Description.Inputs[^1].Size;
        float largest = 0;
        int worst = 0;
        int steps = check.Output.Length / outputSize;
        float[] vector = new float[outputSize];
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<float> input = check.Input.AsSpan(step * inputSize, inputSize);
            predictor?.Predict(input, vector);
            ReadOnlySpan<float> output = stream is null ? vector : stream.Step(input);
            for (int i = 0; i < outputSize; i++)
            {
                float difference = MathF.Abs(output[i] - check.Output[(step * outputSize) + i]);
                (largest, worst) = difference > largest || float.IsNaN(difference) ? (difference, step) : (largest, worst);
            }
        }

        if (!(largest <= check.Tolerance))
        {
            throw _source.Error($"{check.What} does not come out again: the largest difference is {Layer.NumberText(largest)}, at step {worst}; the file says something that was not understood, or is damaged.");
        }

        _log.Recognized($"{check.What}: {steps} steps come out again, the largest difference is {Layer.NumberText(largest)}");
    }
}
