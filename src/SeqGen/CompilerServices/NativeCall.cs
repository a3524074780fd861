using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using SeqGen.Data;
using SeqGen.Text;

namespace SeqGen.CompilerServices;

/// <summary>
/// What the functions of a native library have in common (<c>SeqGenNativeLibrary</c>): handles, memory of the caller, status and the text of an
/// error. Called by emitted code, not by users.
/// </summary>
/// <remarks>Emitted functions catch every exception: <see cref="Failed"/> makes a status of it, and keeps its message for the calling thread.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class NativeCall
{
    /// <summary>The status of a call that did what it should.</summary>
    public const int Ok = 0;

    private const int InvalidArgument = 1;
    private const int InvalidState = 2;
    private const int FileProblem = 3;
    private const int OutOfMemory = 4;
    private const int Unexpected = 5;

    // On the pinned heap, so that its address stays; it lives until the thread's next error.
    [ThreadStatic]
    private static byte[]? _error;

    private static readonly byte[] NoError = Pinned("");

    /// <summary>The message of the calling thread's last error, UTF-8 with a zero at its end; an empty text where there was none.</summary>
    public static nint Error() => AddressOf(_error ?? NoError);

    /// <summary>Keeps the message of an exception for the calling thread.</summary>
    /// <param name="error">The exception.</param>
    /// <returns>The status that the function returns.</returns>
    public static int Failed(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            _error = Pinned(error.Message);
        }
        catch (OutOfMemoryException)
        {
            _error = null;
            return OutOfMemory;
        }

        return error switch
        {
            ArgumentException => InvalidArgument,
            InvalidOperationException or NotSupportedException => InvalidState,
            IOException or UnauthorizedAccessException or DataFormatException => FileProblem,
            ModelMemoryException or OutOfMemoryException => OutOfMemory,
            _ => Unexpected,
        };
    }

    /// <summary>Makes a model: with the weights of a file, or those that are part of the library.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="path">The file's path, UTF-8 with a zero at its end; 0 for the weights in the library.</param>
    /// <param name="handle">Where the model's handle goes.</param>
    /// <param name="fresh">Makes a model without weights.</param>
    /// <param name="pretrained">Makes one with the library's weights; null where it has none.</param>
    public static int Create<T>(nint path, nint handle, Func<T> fresh, Func<T>? pretrained)
        where T : SequenceModel
    {
        ArgumentNullException.ThrowIfNull(fresh);
        RequireAddress(handle, "model");
        WriteHandle(handle, 0);
        T model;
        if (path != 0)
        {
            model = fresh();
            model.Load(TextAt(path));
        }
        else
        {
            model = pretrained is null
                ? throw new ArgumentException("This library has no weights in it: give the path of a .safetensors file.", nameof(path))
                : pretrained();
        }

        WriteHandle(handle, NativeHandles.Add(model));
        return Ok;
    }

    /// <summary>Makes a stream over a model.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="model">The model's handle.</param>
    /// <param name="handle">Where the stream's handle goes.</param>
    public static int CreateStream<T>(nint model, nint handle)
        where T : SequenceModel
    {
        RequireAddress(handle, "stream");
        WriteHandle(handle, 0);
        WriteHandle(handle, NativeHandles.Add(new SequenceStream(Model<T>(model))));
        return Ok;
    }

    /// <summary>Lets go of a model or a stream; 0 is nothing to let go of.</summary>
    /// <typeparam name="T">The class of the model.</typeparam>
    /// <param name="handle">The handle.</param>
    public static int Destroy<T>(nint handle)
        where T : SequenceModel
    {
        if (handle != 0)
        {
            _ = NativeHandles.Find(handle) is T or SequenceStream { Model: T } ? NativeHandles.Remove(handle) : throw NoHandle(typeof(T), "model or stream");
        }

        return Ok;
    }

    /// <summary>The calling thread's predictor of a model.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="model">The model's handle.</param>
    public static Predictor Predictor<T>(nint model)
        where T : SequenceModel => Model<T>(model).DefaultPredictor;

    /// <summary>The model of a handle.</summary>
    /// <typeparam name="T">The model's class.</typeparam>
    /// <param name="model">The handle.</param>
    public static T Model<T>(nint model)
        where T : SequenceModel => NativeHandles.Find(model) as T ?? throw NoHandle(typeof(T), "model");

    /// <summary>The stream of a handle.</summary>
    /// <typeparam name="T">The class of its model.</typeparam>
    /// <param name="stream">The handle.</param>
    public static SequenceStream Stream<T>(nint stream)
        where T : SequenceModel => NativeHandles.Find(stream) is SequenceStream { Model: T } found ? found : throw NoHandle(typeof(T), "stream");

    /// <summary>Values that the caller gives.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="address">The first one; 0 for none.</param>
    /// <param name="count">How many.</param>
    public static unsafe ReadOnlySpan<T> Values<T>(nint address, int count)
        where T : unmanaged => new((void*)address, Count(address, count));

    /// <summary>The mask of some steps: as many values, or none.</summary>
    /// <param name="address">The first value; 0 where all steps are real.</param>
    /// <param name="count">How many steps.</param>
    public static ReadOnlySpan<float> Mask(nint address, int count) => address == 0 ? default : Values<float>(address, count);

    /// <summary>Where the caller wants values.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="address">The first one; 0 for none.</param>
    /// <param name="count">How many.</param>
    public static unsafe Span<T> Room<T>(nint address, int count)
        where T : unmanaged => new((void*)address, Count(address, count));

    /// <summary>A text of the caller.</summary>
    /// <param name="address">UTF-8 with a zero at its end.</param>
    public static unsafe string TextAt(nint address)
    {
        RequireAddress(address, "text");
        return Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address));
    }

    /// <summary>Gives the output of a step.</summary>
    /// <param name="values">The output.</param>
    /// <param name="address">Where it goes; 0 where the caller does not want it.</param>
    /// <param name="count">How many values there is room for, which must be as many as there are.</param>
    public static int Give(ReadOnlySpan<float> values, nint address, int count)
    {
        if (address != 0 || count != 0)
        {
            Span<float> output = Room<float>(address, count);
            if (output.Length != values.Length)
            {
                throw new ArgumentException($"The output of a step has {values.Length} values; there is room for {count}.");
            }

            values.CopyTo(output);
        }

        return Ok;
    }

    /// <summary>Gives the values of a state.</summary>
    /// <param name="values">The values.</param>
    /// <param name="room">Where they go: as many.</param>
    public static int Give(ReadOnlySpan<float> values, Span<float> room)
    {
        if (values.Length != room.Length)
        {
            throw new ArgumentException($"The number of values is not that of the state: {values.Length} do not fit {room.Length}.");
        }

        values.CopyTo(room);
        return Ok;
    }

    /// <summary>Makes tokens of a text.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="text">The text, UTF-8 with a zero at its end.</param>
    /// <param name="tokens">Where the tokens go.</param>
    /// <param name="capacity">How many there is room for; of a longer text the last ones are given, as a model takes them.</param>
    /// <param name="count">Where their number goes.</param>
    public static int Encode(Tokenizer tokenizer, nint text, nint tokens, int capacity, nint count)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        RequireAddress(count, "count");
        Write<int>(count, tokenizer.TextToSequence(TextAt(text), Room<int>(tokens, capacity), SequenceSide.Post));
        return Ok;
    }

    private static int Count(nint address, int count) =>
        count < 0 ? throw new ArgumentException($"A number of values is {count}; it may not be negative.")
        : address == 0 && count > 0 ? throw new ArgumentException($"The address of {count} values is null.")
        : count;

    private static ArgumentException NoHandle(Type type, string what) =>
        new($"The handle is not that of a {what} of {type.Name} that lives: it is null, of something else, or was destroyed.");

    private static void RequireAddress(nint address, string what)
    {
        if (address == 0)
        {
            throw new ArgumentException($"The address of the {what} is null.");
        }
    }

    private static unsafe void Write<T>(nint address, T value)
        where T : unmanaged => Unsafe.WriteUnaligned((void*)address, value);

    private static void WriteHandle(nint address, nint value) => Write(address, value);

    private static byte[] Pinned(string text)
    {
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetByteCount(text) + 1, pinned: true);
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private static unsafe nint AddressOf(byte[] pinned) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned));
}
