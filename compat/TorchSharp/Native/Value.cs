using System.Text;

namespace TorchSharp.Native;

/// <summary>
/// An operator argument in managed form. Lives on the stack and keeps what it refers to alive during the call.
/// </summary>
internal readonly struct Value
{
    private readonly ValueTag _tag;
    private readonly int _length;
    private readonly long _bits;
    private readonly object? _reference;

    private Value(ValueTag tag, long bits, int length = 0, object? reference = null)
    {
        _tag = tag;
        _bits = bits;
        _length = length;
        _reference = reference;
    }

    internal static Value None => default;

    /// <summary>8-byte words of scratch memory that <see cref="Write"/> needs.</summary>
    internal int ScratchWords => _tag switch
    {
        ValueTag.Ints or ValueTag.Doubles or ValueTag.Tensors => _length,
        ValueTag.String => (_length + 7) / 8,
        _ => 0,
    };

    internal torch.Tensor Tensor => (torch.Tensor)_reference!;

    public static implicit operator Value(torch.Tensor? tensor) =>
        tensor is null ? default : new(ValueTag.Tensor, tensor.Handle, 0, tensor);

    public static implicit operator Value(long value) => new(ValueTag.Int, value);

    public static implicit operator Value(long? value) => value is { } number ? number : None;

    public static implicit operator Value(int value) => new(ValueTag.Int, value);

    public static implicit operator Value(double value) => new(ValueTag.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Value(bool value) => new(ValueTag.Bool, value ? 1 : 0);

    public static implicit operator Value(torch.ScalarType type) => new(ValueTag.Int, (long)type);

    public static implicit operator Value(torch.ScalarType? type) => type is { } given ? given : None;

    public static implicit operator Value(Scalar? scalar) => scalar is null ? None : scalar.AsValue();

    public static implicit operator Value(long[] values) => new(ValueTag.Ints, 0, values.Length, values);

    public static implicit operator Value(double[] values) => new(ValueTag.Doubles, 0, values.Length, values);

    public static implicit operator Value(ReadOnlySpan<long> values) => values.ToArray();

    public static implicit operator Value(string text) => new(ValueTag.String, 0, Encoding.UTF8.GetByteCount(text), text);

    public static implicit operator Value(torch.Device? device) =>
        device is null ? None : new(ValueTag.Device, device.index, (int)device.type);

    public static implicit operator Value(torch.Generator? generator) =>
        generator is null ? None : new(ValueTag.Generator, generator.Valid(), 0, generator);

    internal static Value List(torch.Tensor[] tensors) => new(ValueTag.Tensors, 0, tensors.Length, tensors);

    /// <summary>Writes the native form; <paramref name="scratch"/> moves on by <see cref="ScratchWords"/>.</summary>
    internal unsafe void Write(NativeValue* target, ref long* scratch)
    {
        target->Tag = _tag;
        target->Length = _length;
        target->Integer = _bits;
        int words = ScratchWords;
        if (words == 0 && _tag is not (ValueTag.Ints or ValueTag.Doubles or ValueTag.Tensors or ValueTag.String))
        {
            return;
        }

        var room = new Span<long>(scratch, words);
        switch (_reference)
        {
            case long[] values:
                values.CopyTo(room);
                break;
            case double[] values:
                values.CopyTo(new Span<double>(scratch, words));
                break;
            case torch.Tensor[] tensors:
                for (int i = 0; i < words; i++)
                {
                    room[i] = tensors[i].Handle;
                }

                break;
            case string text:
                Encoding.UTF8.GetBytes(text, new Span<byte>(scratch, _length));
                break;
        }

        target->Pointer = (nint)scratch;
        scratch += words;
    }
}
