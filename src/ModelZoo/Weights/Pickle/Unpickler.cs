using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace MlNetDeep;

/// <summary>
/// Reads the pickles that PyTorch writes, and builds nothing but dictionaries, lists, numbers, text and descriptions of
/// tensors. A pickle is a program for a stack machine; of its instructions only those are known here that such data
/// needs, and of all classes and functions only the names in <see cref="TensorClasses"/>. The rest is refused by name.
/// </summary>
/// <remarks>Instructions: Python's documentation of the module pickletools.</remarks>
internal sealed class Unpickler(Stream stream)
{
    // A state_dict of the largest published networks needs some ten thousand.
    private const int MaxValues = 2_000_000;
    private const int MaxText = 1 << 16;

    private static readonly object _mark = new();

    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _values;

    /// <summary>Reads one pickle, up to and including its last instruction.</summary>
    public object? Read()
    {
        while (true)
        {
            var code = Byte();
            if (code == '.')
            {
                return _stack.Count == 1 ? Pop() : throw Damaged($"it ends with {_stack.Count} values on its stack, not 1");
            }

            Execute(code);
        }
    }

    private static WeightFileException Damaged(string what) =>
        new($"The file's pickle is damaged: {what}.");

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80: Protocol(); break;
            case 0x95: Bytes(8); break; // the length of a frame, which reading does not need
            case (byte)'(': Push(_mark); break;
            case (byte)'0': Pop(); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': Push(Peek()); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'J': Push((long)BinaryPrimitives.ReadInt32LittleEndian(Bytes(4))); break;
            case (byte)'K': Push((long)Byte()); break;
            case (byte)'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2))); break;
            case 0x8a: Push(Integer(Bytes(Byte()))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Bytes(8))); break;
            case (byte)'X': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case (byte)'T': Push(Text(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case 0x8c or (byte)'U': Push(Text(Byte())); break;
            case (byte)']': Push(new List<object?>()); break;
            case (byte)'}': Push(new PickleDictionary()); break;
            case (byte)')': Push(Array.Empty<object?>()); break;
            case (byte)'t': Push(PopToMark()); break;
            case 0x85: Push(PopMany(1)); break;
            case 0x86: Push(PopMany(2)); break;
            case 0x87: Push(PopMany(3)); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e': Append(PopToMark()); break;
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            case (byte)'q': _memo[Byte()] = Peek(); break;
            case (byte)'r': _memo[BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4))] = Peek(); break;
            case 0x94: _memo[_memo.Count] = Peek(); break;
            case (byte)'h': Push(Recall(Byte())); break;
            case (byte)'j': Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4)))); break;
            case (byte)'c': Push(TensorClasses.Admit($"{Line()}.{Line()}")); break;
            case 0x93: StackGlobal(); break;
            case (byte)'Q': Push(TensorClasses.FindStorage(Pop())); break;
            case (byte)'R': Reduce(); break;
            case (byte)'b': Build(); break;
            default:
                throw new WeightFileException(
                    $"The file's pickle has the instruction 0x{code:x2}{Character(code)}, which tensors do not need; refused.");
        }
    }

    private static string Character(byte code) => code is > 32 and < 127 ? $" ('{(char)code}')" : "";

    private void Protocol()
    {
        var version = Byte();
        if (version is < 2 or > 5)
        {
            throw Damaged($"protocol {version} is unknown; expected 2 to 5");
        }
    }

    private void StackGlobal()
    {
        if (PopMany(2) is not [string module, string name])
        {
            throw Damaged("a name of a class is no text");
        }

        Push(TensorClasses.Admit($"{module}.{name}"));
    }

    private void Reduce()
    {
        var arguments = Pop() as object?[] ?? throw Damaged("a call has no tuple of arguments");

        // Lists are copied into dictionaries: the same one many times over is as much as many lists.
        Count(arguments.OfType<List<object?>>().Sum(l => (long)l.Count));
        Push(TensorClasses.Call(Pop(), arguments));
    }

    // The state of an ordered dictionary is what torch notes about versions of layers.
    private void Build()
    {
        Pop();
        if (Peek() is not PickleDictionary)
        {
            throw new WeightFileException(
                "The file's pickle sets the inner state of something that is no dictionary; refused.");
        }
    }

    private void Append(object?[] values)
    {
        (Peek() as List<object?> ?? throw Damaged("values are appended to something that is no list")).AddRange(values);
    }

    private void SetItems(object?[] values)
    {
        var target = Peek() as PickleDictionary ?? throw Damaged("items are set in something that is no dictionary");
        if (values.Length % 2 != 0)
        {
            throw Damaged("a key has no value");
        }

        for (var i = 0; i < values.Length; i += 2)
        {
            target.Pairs.Add((values[i], values[i + 1]));
        }
    }

    private void Push(object? value)
    {
        Count(1);
        _stack.Add(value);
    }

    private void Count(long values)
    {
        _values += values;
        if (_values > MaxValues)
        {
            throw new WeightFileException($"The file's pickle makes more than {MaxValues} values; refused.");
        }
    }

    private object? Peek() => _stack.Count > 0 && _stack[^1] != _mark
        ? _stack[^1] : throw Damaged("an instruction finds nothing on the stack");

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] PopMany(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
        {
            values[i] = Pop();
        }

        return values;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(_mark);
        if (mark < 0)
        {
            throw Damaged("an instruction finds no mark on the stack");
        }

        object?[] values = [.. _stack[(mark + 1)..]];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return values;
    }

    private object? Recall(long index) =>
        _memo.TryGetValue(index, out var value) ? value : throw Damaged($"nothing was stored under number {index}");

    private static object Integer(ReadOnlySpan<byte> bytes)
    {
        var value = new BigInteger(bytes);
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private string Text(uint length) =>
        length <= MaxText ? Encoding.UTF8.GetString(Bytes((int)length)) : throw Damaged($"a text has {length} bytes");

    private string Line()
    {
        var line = new StringBuilder();
        for (var b = Byte(); b != '\n'; b = Byte())
        {
            line.Append(line.Length < 200 ? (char)b : throw Damaged("a name has more than 200 bytes"));
        }

        return line.ToString();
    }

    private byte Byte() => Bytes(1)[0];

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes : throw Damaged("it ends in the middle");
    }
}
