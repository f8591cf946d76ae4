using MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep;

/// <summary>Facts about element types.</summary>
internal static class ElementTypes
{
    /// <summary>Bytes per element in memory and in a file; 0 for text and for numbers that are no type.</summary>
    public static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.UInt8 or TensorElementType.Int8 or TensorElementType.Bool => 1,
        TensorElementType.UInt16 or TensorElementType.Int16 or TensorElementType.Float16
            or TensorElementType.BFloat16 => 2,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64
            or TensorElementType.Complex64 => 8,
        TensorElementType.Complex128 => 16,
        _ => 0,
    };

    /// <summary>The type that a file names, or an error that names what carries it.</summary>
    public static TensorElementType Parse(int number, string owner)
    {
        var type = (TensorElementType)number;
        if (type == TensorElementType.Undefined || !Enum.IsDefined(type))
        {
            NetworkFormatException.Throw(
                $"{owner} has element type {number}, which is none that this library knows (1 to 16).");
        }

        return type;
    }

    /// <summary>The shape of a value in a file; a dimension without a number becomes null.</summary>
    public static IReadOnlyList<long?> ParseShape(TypeProto.Types.Tensor tensor, string owner)
    {
        var dims = tensor.Shape?.Dim;
        if (dims is null)
        {
            return [];
        }

        var shape = new long?[dims.Count];
        for (var i = 0; i < shape.Length; i++)
        {
            if (dims[i].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue)
            {
                var dim = dims[i].DimValue;
                if (dim < -1)
                {
                    NetworkFormatException.Throw($"{owner} has dimension {dim} on axis {i}; a dimension is at least 0.");
                }

                // Some exporters write 0 or -1 where they mean a symbol.
                shape[i] = dim <= 0 ? null : dim;
            }
        }

        return shape;
    }
}
