#pragma warning disable RS0030 // The one place that makes and reads Scalars.
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>Numbers for torch's operators, kept alive while they are used.</summary>
/// <remarks>
/// TorchSharp's operators read a <see cref="Scalar"/>'s native handle and call libtorch with it, and nothing refers to the
/// Scalar any more by then: one that the implicit conversion made is freed under libtorch's hands when the garbage
/// collector runs at that moment. Those made here are referred to until 64 more have been made on the same thread, and
/// are then freed without the finalizer. One is for the call that it is written in: never store it. Used too late it has
/// no handle any more, and TorchSharp says so.
/// </remarks>
internal static class Scalars
{
    // An operator takes at most five, and its other arguments may need some before it runs.
    private const int Kept = 64;

    [ThreadStatic]
    private static Scalar?[]? _ring;

    [ThreadStatic]
    private static int _next;

    /// <summary>A number as a Scalar, for use at once.</summary>
    public static Scalar S(double value) => Keep(value);

    /// <summary>A whole number as a Scalar, for use at once; in integer tensors it keeps their type.</summary>
    public static Scalar S(long value) => Keep(value);

    /// <summary>The value of a tensor with one element; on a GPU this waits for it.</summary>
    public static double ToNumber(this Tensor value)
    {
        using Scalar scalar = value.ToScalar();
        return scalar.ToDouble();
    }

    private static Scalar Keep(Scalar scalar)
    {
        Scalar?[] ring = _ring ??= new Scalar?[Kept];
        ref Scalar? place = ref ring[_next];
        _next = (_next + 1) % Kept;
        place?.Dispose();
        return place = scalar;
    }
}
