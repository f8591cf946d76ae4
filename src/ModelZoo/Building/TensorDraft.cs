using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>A tensor that the network will have once it is built.</summary>
internal sealed record TensorDraft(string Name, long[] Shape, Func<int, NetworkTensor> Create, long[]? Integers = null)
{
    public static TensorDraft Weights(
        string name, long[] shape, Initializer initializer, double fanIn, double fanOut)
    {
        if (TensorSizes.Count(shape) is not { } count || count > Array.MaxLength / sizeof(float))
        {
            throw new ShapeException(name, $"a tensor of shape {ShapeText.Format(shape)} is too large (2 GiB or more).");
        }

        initializer.Check(name, shape, count);
        return new(name, shape, seed => new NetworkTensor(
            name, TensorElementType.Float, shape, new Lazy<ReadOnlyMemory<byte>>(() =>
            {
                var bytes = GC.AllocateUninitializedArray<byte>((int)count * sizeof(float));
                initializer.Fill(bytes, fanIn, fanOut, seed, name);
                return bytes;
            })));
    }

    public static TensorDraft Scalar(string name, float value) => new(name, [], _ => NetworkTensor.Create(name, [value]));

    public static TensorDraft Shaped(string name, long[] values) =>
        new(name, [values.Length], _ => NetworkTensor.Create(name, values, values.Length), values);

    public ValueShape Describe() => new(Shape, Integers);
}
