namespace TorchSharp.Native;

/// <summary>The kind of a <see cref="NativeValue"/>; the numbers are those of native/dispatcher.cpp.</summary>
internal enum ValueTag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    Ints = 5,
    Doubles = 6,
    Tensors = 7,
    String = 9,
    Device = 10,
    Generator = 11,
}
