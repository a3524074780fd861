using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;

/// <summary>
/// Becomes the program beside it that was compiled for the best level this processor has: NAME-v4, NAME-v3 or NAME-v2,
/// where NAME is its own. It is the same process: arguments, streams, environment and exit code need no passing on.
/// </summary>
internal static unsafe class Selector
{
    private const int Lowest = 2;
    private const int Stderr = 2;
    private const int CannotStart = 127;

    private static int Main(string[] arguments)
    {
        string name = Environment.ProcessPath ?? "";
        byte** words = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 2), (nuint)sizeof(byte*));
        words[0] = NativeText(Environment.GetCommandLineArgs()[0]);
        for (int i = 0; i < arguments.Length; i++)
        {
            words[i + 1] = NativeText(arguments[i]);
        }

        // A level whose file is missing is passed over: execv returns only if it fails.
        for (int level = BestLevel(); level >= Lowest; level--)
        {
            execv(NativeText($"{name}-v{level}"), words);
        }

        string message = $"error: {name}-v{Lowest} cannot be started. It belongs beside this program, as do its sisters -v3 and -v4.\n";
        write(Stderr, NativeText(message), (nuint)Encoding.UTF8.GetByteCount(message));
        return CannotStart;
    }

    /// <summary>The processor's x86-64 level, as far as the operating system saves its registers.</summary>
    private static int BestLevel()
    {
        const int Fma = 1 << 12, Movbe = 1 << 22, Popcnt = 1 << 23, OsSavesState = 1 << 27;
        const int Bmi1 = 1 << 3, Avx2 = 1 << 5, Bmi2 = 1 << 8;
        const int Avx512 = (1 << 16) | (1 << 17) | (1 << 28) | (1 << 30) | (1 << 31);
        const int Lzcnt = 1 << 5;
        const int ExtendedLeaves = unchecked((int)0x80000000);

        int largest = X86Base.CpuId(0, 0).Eax;
        if (largest < 13 || (uint)X86Base.CpuId(ExtendedLeaves, 0).Eax < unchecked((uint)ExtendedLeaves + 1))
        {
            return 2;
        }

        int basic = X86Base.CpuId(1, 0).Ecx;
        int extended = X86Base.CpuId(7, 0).Ebx;
        bool hasV3 = Has(basic, Fma | Movbe | Popcnt | OsSavesState)
            && Has(extended, Bmi1 | Avx2 | Bmi2)
            && Has(X86Base.CpuId(ExtendedLeaves + 1, 0).Ecx, Lzcnt)
            && IsSaved(component: 2);
        return !hasV3 ? 2 : Has(extended, Avx512) && IsSaved(component: 7) ? 4 : 3;
    }

    private static bool Has(int flags, int wanted) => (flags & wanted) == wanted;

    /// <summary>
    /// True where the area that the operating system saves reaches to the end of a component: 2 are the upper halves of
    /// the 256-bit registers, 7 the 512-bit registers from 16 on.
    /// </summary>
    private static bool IsSaved(int component)
    {
        (int size, int offset, _, _) = X86Base.CpuId(13, component);
        return X86Base.CpuId(13, 0).Ebx >= offset + size;
    }

    private static byte* NativeText(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    [DllImport("libc")]
    private static extern int execv(byte* path, byte** arguments);

    [DllImport("libc")]
    private static extern nint write(int file, byte* bytes, nuint count);
}
