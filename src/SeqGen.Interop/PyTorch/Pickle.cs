using System.Buffers.Binary;
using System.Text;

namespace SeqGen.Interop.PyTorch;

/// <summary>A name that a pickle refers to: a class or a function. It is never looked up.</summary>
internal sealed record PickleGlobal(string Name);

/// <summary>A storage that a pickle refers to: values that lie outside of it.</summary>
/// <param name="Type">The name of its class.</param>
/// <param name="Key">Its key.</param>
/// <param name="Count">Its number of values.</param>
internal sealed record PickleStorage(string Type, string Key, long Count);

/// <summary>A view of a storage.</summary>
internal sealed record PickleTensor(PickleStorage Storage, long Offset, long[] Size, long[] Stride);

/// <summary>
/// Reads a pickle as data. It executes nothing: of all that a pickle can call, the rebuilding of tensors, ordered dictionaries and sizes
/// are known, and everything else is refused by name.
/// </summary>
internal sealed class Pickle
{
    private const string Advice = "save the weights alone: torch.save(model.state_dict(), path)";

    private static readonly HashSet<string> Rebuilders = ["torch._utils._rebuild_tensor", "torch._utils._rebuild_tensor_v2"];

    private static readonly object MarkObject = new();

    private readonly ImportContext _context;
    private readonly byte[] _bytes;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private int _position;

    private Pickle(ImportContext context, byte[] bytes, int position) => (_context, _bytes, _position) = (context, bytes, position);

    /// <summary>Reads one pickle.</summary>
    /// <param name="context">The import.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="position">Where it begins; then where it ended.</param>
    /// <returns>null, bool, long, double, string, byte[], List, Dictionary, object[] for a tuple, or one of the records of this file.</returns>
    /// <exception cref="ImportException">It is damaged, or asks for something to be executed.</exception>
    public static object? Read(ImportContext context, byte[] bytes, ref int position)
    {
        Pickle pickle = new(context, bytes, position);
        try
        {
            object? value = pickle.Run();
            position = pickle._position;
            return value;
        }
        catch (Exception error) when (error is ArgumentException or InvalidCastException or IndexOutOfRangeException or OverflowException or KeyNotFoundException)
        {
            throw context.Error($"The pickle is damaged near byte {pickle._position}.", error);
        }
    }

    private object? Run()
    {
        while (true)
        {
            byte code = Next(1)[0];
            switch (code)
            {
                case 0x80:
                    Next(1);
                    break;
                case 0x95:
                    Next(8);
                    break;
                case (byte)'.':
                    return Pop();
                case (byte)'(':
                    _stack.Add(MarkObject);
                    break;
                case (byte)'0':
                    Pop();
                    break;
                case (byte)'N':
                    _stack.Add(null);
                    break;
                case 0x88 or 0x89:
                    _stack.Add(code == 0x88);
                    break;
                case (byte)'J':
                    _stack.Add((long)BinaryPrimitives.ReadInt32LittleEndian(Next(4)));
                    break;
                case (byte)'K':
                    _stack.Add((long)Next(1)[0]);
                    break;
                case (byte)'M':
                    _stack.Add((long)BinaryPrimitives.ReadUInt16LittleEndian(Next(2)));
                    break;
                case 0x8A:
                    _stack.Add(Whole(Next(Next(1)[0])));
                    break;
                case (byte)'G':
                    _stack.Add(BinaryPrimitives.ReadDoubleBigEndian(Next(8)));
                    break;
                case (byte)'X' or (byte)'T':
                    _stack.Add(Text(Next(Length(4)), code == 'X'));
                    break;
                case 0x8C or (byte)'U':
                    _stack.Add(Text(Next(Length(1)), code == 0x8C));
                    break;
                case (byte)'B':
                    _stack.Add(Next(Length(4)).ToArray());
                    break;
                case (byte)'C':
                    _stack.Add(Next(Length(1)).ToArray());
                    break;
                case (byte)'q':
                    _memo[Next(1)[0]] = _stack[^1];
                    break;
                case (byte)'r':
                    _memo[BinaryPrimitives.ReadUInt32LittleEndian(Next(4))] = _stack[^1];
                    break;
                case 0x94:
                    _memo[_memo.Count] = _stack[^1];
                    break;
                case (byte)'h':
                    _stack.Add(_memo[Next(1)[0]]);
                    break;
                case (byte)'j':
                    _stack.Add(_memo[BinaryPrimitives.ReadUInt32LittleEndian(Next(4))]);
                    break;
                case (byte)'}':
                    _stack.Add(new Dictionary<object, object?>());
                    break;
                case (byte)']':
                    _stack.Add(new List<object?>());
                    break;
                case (byte)')':
                    _stack.Add(Array.Empty<object?>());
                    break;
                case 0x85 or 0x86 or 0x87:
                    _stack.Add(PopMany(code - 0x84));
                    break;
                case (byte)'t':
                    _stack.Add(PopToMark());
                    break;
                case (byte)'a':
                    object? item = Pop();
                    As<List<object?>>(_stack[^1]).Add(item);
                    break;
                case (byte)'e':
                    object?[] items = PopToMark();
                    As<List<object?>>(_stack[^1]).AddRange(items);
                    break;
                case (byte)'s':
                    SetItems(PopMany(2));
                    break;
                case (byte)'u':
                    SetItems(PopToMark());
                    break;
                case (byte)'c':
                    _stack.Add(Global($"{Line()}.{Line()}"));
                    break;
                case 0x93:
                    object?[] names = PopMany(2);
                    _stack.Add(Global($"{As<string>(names[0])}.{As<string>(names[1])}"));
                    break;
                case (byte)'Q':
                    _stack.Add(Storage(As<object?[]>(Pop())));
                    break;
                case (byte)'R':
                    object?[] arguments = As<object?[]>(Pop());
                    _stack.Add(Call(As<PickleGlobal>(Pop()), arguments));
                    break;
                case (byte)'b':
                    // Attributes of a state dict: the versions of its modules.
                    Pop();
                    if (_stack[^1] is not Dictionary<object, object?>)
                    {
                        throw _context.Error($"The pickle holds an object with a state of its own, which is not made; {Advice}.");
                    }

                    break;
                default:
                    throw _context.Error(code is 0x81 or 0x92 or (byte)'i' or (byte)'o'
                        ? $"The pickle holds an object of a class, which is not made; {Advice}."
                        : $"The pickle holds the operation 0x{code:X2} at byte {_position - 1}, which state dicts do not have; {Advice}.");
            }
        }
    }

    private PickleGlobal Global(string name) =>
        name == "collections.OrderedDict" || name == "torch.Size" || name == "torch._utils._rebuild_parameter" || Rebuilders.Contains(name) || (name.StartsWith("torch.", StringComparison.Ordinal) && name.EndsWith("Storage", StringComparison.Ordinal))
            ? new(name)
            : throw _context.Error($"The pickle asks for {SafeTensor.Quote(name)}, and nothing in it is executed; {Advice}, or export ONNX.");

    private object? Call(PickleGlobal function, object?[] arguments) => function.Name switch
    {
        "collections.OrderedDict" when arguments.Length == 0 => new Dictionary<object, object?>(),
        "torch.Size" => arguments[0],
        "torch._utils._rebuild_parameter" => As<PickleTensor>(arguments[0]),
        _ when Rebuilders.Contains(function.Name) => new PickleTensor(As<PickleStorage>(arguments[0]), As<long>(arguments[1]), Extents(arguments[2]), Extents(arguments[3])),
        _ => throw _context.Error($"The pickle calls {SafeTensor.Quote(function.Name)} in a way that state dicts do not; {Advice}."),
    };

    private static PickleStorage Storage(object?[] identity) => As<string>(identity[0]) == "storage"
        ? new(As<PickleGlobal>(identity[1]).Name, identity[2] as string ?? As<long>(identity[2]).ToString(System.Globalization.CultureInfo.InvariantCulture), As<long>(identity[4]))
        : throw new ArgumentException("A persistent object is no storage.");

    private static long[] Extents(object? tuple) => [.. As<object?[]>(tuple).Select(As<long>)];

    private void SetItems(object?[] pairs)
    {
        Dictionary<object, object?> dictionary = As<Dictionary<object, object?>>(_stack[^1]);
        for (int index = 0; index + 1 < pairs.Length; index += 2)
        {
            dictionary[pairs[index] ?? throw new ArgumentException("A key is None.")] = pairs[index + 1];
        }
    }

    private static T As<T>(object? value) => value is T expected ? expected : throw new ArgumentException("A value is of another kind than its place needs.");

    private object? Pop()
    {
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopMany(int count)
    {
        object?[] items = [.. _stack[^count..]];
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private object?[] PopToMark()
    {
        int mark = _stack.LastIndexOf(MarkObject);
        object?[] items = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private ReadOnlySpan<byte> Next(int count)
    {
        if (count > _bytes.Length - _position)
        {
            throw _context.Error($"The pickle is damaged: it ends at byte {_bytes.Length}, in the middle of a value; it was cut off.");
        }

        ReadOnlySpan<byte> next = _bytes.AsSpan(_position, count);
        _position += count;
        return next;
    }

    private int Length(int bytes) => bytes == 1 ? Next(1)[0] : checked((int)BinaryPrimitives.ReadUInt32LittleEndian(Next(4)));

    private static string Text(ReadOnlySpan<byte> bytes, bool isUtf8) => isUtf8 ? Encoding.UTF8.GetString(bytes) : Encoding.Latin1.GetString(bytes);

    private string Line()
    {
        int end = Array.IndexOf(_bytes, (byte)'\n', _position);
        return end < 0 ? throw _context.Error("The pickle is damaged: a name does not end.") : Text(Next(end + 1 - _position)[..^1], isUtf8: true);
    }

    /// <summary>A whole number of any length; longer ones than 64 bits are checks of the format, of which the lower bits do.</summary>
    private static long Whole(ReadOnlySpan<byte> bytes)
    {
        long value = bytes.Length > 0 && bytes[^1] >= 0x80 ? -1 : 0;
        for (int index = Math.Min(bytes.Length, 8) - 1; index >= 0; index--)
        {
            value = (value << 8) | bytes[index];
        }

        return value;
    }
}
