using System.Globalization;
using System.Text;

namespace SeqGen.Generator.Emission;

/// <summary>
/// Writes the C# of a model: one file with what users see, and after it, in a namespace of the model's own, the sizes, the packing and the
/// kernels for each vector width.
/// </summary>
internal static class ModelEmitter
{
    private const int LongestName = 120;

    /// <returns>The file, and the functions that it calls.</returns>
    public static (EmittedFile File, EquatableArray<CalledFunction> Functions) Emit(NetworkSpec network, ShapeResult shapes, EquatableArray<Target> widths, CancellationToken cancellation = default)
    {
        NetworkPlan plan = NetworkPlan.Create(network, shapes);
        cancellation.ThrowIfCancellationRequested();
        var text = new StringBuilder(ModelFile.Write(plan, widths));
        List<CalledFunction> functions = [];
        foreach (Target target in widths.Items)
        {
            cancellation.ThrowIfCancellationRequested();
            text.Append('\n').Append(KernelFile.Write(plan, target, out IReadOnlyCollection<MathFunction> called));
            functions.AddRange(called.OrderBy(function => function).Select(function => new CalledFunction(target.Name, function)));
        }

        return (new(HintName(network.Class), text.ToString()), functions.ToEquatableArray());
    }

    /// <summary>
    /// The name of a model's file. The compiler takes letters and digits, and a file system names of some length; other characters of
    /// identifiers, such as the vowel signs of Hindi, become their numbers, and what is too long its hash.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="part">What tells this file from the model's other ones.</param>
    public static string HintName(ClassSpec model, string part = "")
    {
        var name = new StringBuilder();
        foreach (char character in model.FullName)
        {
            _ = character is '.' or '_' || char.IsLetterOrDigit(character)
                ? name.Append(character)
                : name.Append('-').Append(((int)character).ToString("x4", CultureInfo.InvariantCulture));
        }

        if (name.Length > LongestName)
        {
            name.Length = LongestName;
            name.Append('-').Append(Names.Hash(model.FullName.ToUpperInvariant()));
        }

        return name.Append(part).Append(".g.cs").ToString();
    }
}
