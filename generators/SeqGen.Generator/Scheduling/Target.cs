namespace SeqGen.Generator.Scheduling;

/// <summary>A kind of processor that kernels are made for. Only the kernel writers look at it; layers never do.</summary>
/// <param name="Name">Its name in emitted code and in the build property <c>SeqGenVectorBits</c>.</param>
/// <param name="Bits">Bits of its vectors.</param>
/// <param name="UsableRegisters">Vectors that the compiler keeps in registers beside what a loop needs anyway.</param>
/// <param name="IsFused">
/// True where every such processor has fused multiply-adds. 128-bit code also runs on x86-64 processors without, where each would be a call.
/// The functions of <see cref="MathCalls"/> stay fused: they are few, and their errors are stated.
/// </param>
/// <param name="Check">What is true, in C#, on such a processor.</param>
internal sealed record Target(string Name, int Bits, int UsableRegisters, bool IsFused, string Check)
{
    /// <summary>
    /// All targets, best first. 512-bit code has 32 registers, of which the JIT keeps 26 live, and so has ARM64; the narrower forms for
    /// x86-64 are written for the 16 of AVX2. What runs on ARM64 runs elsewhere too: nothing in it is written for one instruction set.
    /// </summary>
    public static readonly IReadOnlyList<Target> All =
    [
        new("512", 512, 26, IsFused: true, "System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated") { JoinsPanels = true, LongestStraightSum = 48 },
        new("256", 256, 14, IsFused: true, "System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated"),
        new("Neon", 128, 26, IsFused: true, "System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported"),
        new("128", 128, 14, IsFused: false, "System.Runtime.Intrinsics.Vector128.IsHardwareAccelerated"),
    ];

    /// <summary>
    /// The targets that a list such as <c>512;256</c> names, best first; <c>native</c> is the best one of the machine that compiles. Those of
    /// x86-64, of which the last runs anywhere, where it names none, or the compiler does not know its machine's vectors.
    /// </summary>
    public static EquatableArray<Target> Named(string? list)
    {
        string[] words = (list ?? "").Split(';', ',', ' ');
        Target? native = words.Contains("native", StringComparer.OrdinalIgnoreCase) ? All.FirstOrDefault(target => target.IsOfThisMachine) : null;
        Target[] named = All.Where(target => target == native || words.Contains(target.Name, StringComparer.OrdinalIgnoreCase)).ToArray();
        return (named.Length == 0 ? All.Where(target => target.Name != "Neon") : named).ToEquatableArray();
    }

    /// <summary>Whether the check holds in this process. Asked by name: the compiler may run on .NET Framework, which has no vectors.</summary>
    private bool IsOfThisMachine
    {
        get
        {
            int dot = Check.LastIndexOf('.');
            string type = Check.Substring(0, dot).Replace(".Arm64", "+Arm64");
            return typeof(object).Assembly.GetType(type)?.GetProperty(Check.Substring(dot + 1))?.GetValue(null) is true;
        }
    }

    /// <summary>
    /// True where a product of few rows takes several panels at once. Narrower vectors need several for a line, which are sums enough.
    /// </summary>
    public bool JoinsPanels { get; private init; }

    /// <summary>The terms of one row's sum up to which it is written without a loop; 0 for never.</summary>
    public int LongestStraightSum { get; private init; }

    /// <summary>Floats of a vector.</summary>
    public int Lanes => Bits / 32;

    /// <summary>The most rows of a register tile; twice as many where a row is one vector, since these are as few sums as keep the multipliers busy.</summary>
    private const int MostRows = 8;

    /// <summary>
    /// The rows of a register tile with <paramref name="lines"/> vectors a row: as many as the registers hold, or
    /// somewhat fewer where that leaves no rest of <paramref name="total"/> rows, whose tile would be code of its own.
    /// </summary>
    public int TileRows(int lines, int total)
    {
        int most = Math.Min(total, Math.Max(1, Math.Min(lines == 1 ? 2 * MostRows : MostRows, (UsableRegisters - 1 - lines) / lines)));
        for (int rows = most; rows > most / 2; rows--)
        {
            if (total % rows == 0)
            {
                return rows;
            }
        }

        return most;
    }
}
