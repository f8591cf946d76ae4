namespace MlNetDeep;

/// <summary>The type of a tensor's elements, with the numbers of the ONNX format.</summary>
public enum TensorElementType
{
    /// <summary>Not stated.</summary>
    Undefined = 0,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    Float = 1,

    /// <summary>Unsigned 8-bit integer.</summary>
    UInt8 = 2,

    /// <summary>Signed 8-bit integer.</summary>
    Int8 = 3,

    /// <summary>Unsigned 16-bit integer.</summary>
    UInt16 = 4,

    /// <summary>Signed 16-bit integer.</summary>
    Int16 = 5,

    /// <summary>Signed 32-bit integer.</summary>
    Int32 = 6,

    /// <summary>Signed 64-bit integer.</summary>
    Int64 = 7,

    /// <summary>Text; values of this type may flow through a graph, but no initializer may have it.</summary>
    String = 8,

    /// <summary>Truth value, 1 byte.</summary>
    Bool = 9,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    Float16 = 10,

    /// <summary>IEEE 754 double precision, 8 bytes.</summary>
    Double = 11,

    /// <summary>Unsigned 32-bit integer.</summary>
    UInt32 = 12,

    /// <summary>Unsigned 64-bit integer.</summary>
    UInt64 = 13,

    /// <summary>Two single-precision numbers, 8 bytes.</summary>
    Complex64 = 14,

    /// <summary>Two double-precision numbers, 16 bytes.</summary>
    Complex128 = 15,

    /// <summary>The upper half of a single-precision number, 2 bytes.</summary>
    BFloat16 = 16,
}
