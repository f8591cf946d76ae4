using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>
/// A constant tensor of a network: name, element type, shape and values. It is immutable, and networks made from one
/// another share it.
/// </summary>
public sealed class NetworkTensor
{
    private readonly Lazy<ReadOnlyMemory<byte>> _bytes;

    internal NetworkTensor(string name, TensorElementType elementType, long[] shape, ReadOnlyMemory<byte> bytes)
        : this(name, elementType, shape, new Lazy<ReadOnlyMemory<byte>>(bytes))
    {
    }

    // New weights are made when somebody first looks at them: those that a file replaces never are.
    internal NetworkTensor(string name, TensorElementType elementType, long[] shape, Lazy<ReadOnlyMemory<byte>> bytes)
    {
        Name = name;
        ElementType = elementType;
        Shape = Array.AsReadOnly(shape);
        Count = TensorSizes.Count(shape) ?? throw new NetworkFormatException(
            $"Tensor '{name}' has the impossible shape {ShapeText.Format(shape)}.");
        _bytes = bytes;
    }

    /// <summary>The name of the tensor.</summary>
    public string Name { get; }

    /// <summary>The type of its elements.</summary>
    public TensorElementType ElementType { get; }

    /// <summary>Its dimensions; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The number of elements: the product of <see cref="Shape"/>.</summary>
    public long Count { get; }

    /// <summary>The elements as they lie in memory, row by row, little-endian.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.Value.Span;

    /// <summary>The elements of a <see cref="TensorElementType.Float"/> tensor, row by row.</summary>
    /// <exception cref="InvalidOperationException">The elements have another type.</exception>
    public ReadOnlySpan<float> Floats => Cast<float>(TensorElementType.Float);

    /// <summary>The elements of an <see cref="TensorElementType.Int64"/> tensor, row by row.</summary>
    /// <exception cref="InvalidOperationException">The elements have another type.</exception>
    public ReadOnlySpan<long> Int64s => Cast<long>(TensorElementType.Int64);

    internal ReadOnlyMemory<byte> Memory => _bytes.Value;

    /// <summary>The number of bytes of <see cref="Bytes"/>, without making them.</summary>
    internal long ByteLength => Count * ElementTypes.SizeOf(ElementType);

    /// <summary>Creates a single-precision tensor from a copy of the values.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <param name="values">The values, row by row.</param>
    /// <param name="shape">The dimensions; none for a scalar.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The shape is negative somewhere or does not fit the number of values.</exception>
    public static NetworkTensor Create(string name, ReadOnlySpan<float> values, params long[] shape) =>
        Create(name, TensorElementType.Float, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>Creates an integer tensor from a copy of the values.</summary>
    /// <param name="name">The name of the tensor.</param>
    /// <param name="values">The values, row by row.</param>
    /// <param name="shape">The dimensions; none for a scalar.</param>
    /// <returns>The tensor.</returns>
    /// <exception cref="ArgumentException">The shape is negative somewhere or does not fit the number of values.</exception>
    public static NetworkTensor Create(string name, ReadOnlySpan<long> values, params long[] shape) =>
        Create(name, TensorElementType.Int64, MemoryMarshal.AsBytes(values), values.Length, shape);

    /// <summary>Gives name, element type and shape as text.</summary>
    /// <returns>For example <c>conv1.weight: Float [32, 1, 3, 3]</c>.</returns>
    public override string ToString() => $"{Name}: {ElementType} {ShapeText.Format(Shape)}";

    internal NetworkTensor Rename(string name) => new(name, ElementType, [.. Shape], _bytes);

    private static NetworkTensor Create(
        string name, TensorElementType type, ReadOnlySpan<byte> bytes, int count, long[] shape)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (TensorSizes.Count(shape) != count)
        {
            throw new ArgumentException(
                $"Tensor '{name}' of shape {ShapeText.Format(shape)} was given {count} values.", nameof(shape));
        }

        return new NetworkTensor(name, type, [.. shape], bytes.ToArray());
    }

    private ReadOnlySpan<T> Cast<T>(TensorElementType type)
        where T : struct =>
        ElementType == type
            ? MemoryMarshal.Cast<byte, T>(_bytes.Value.Span)
            : throw new InvalidOperationException(
                $"Tensor '{Name}' holds elements of type {ElementType}, not {type}; read Bytes instead.");
}
