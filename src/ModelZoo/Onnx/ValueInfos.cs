namespace MlNetDeep.ModelZoo.Onnx;

/// <summary>Makes descriptions of values for a file.</summary>
internal static class ValueInfos
{
    public const string BatchSymbol = "N";

    /// <summary>A float value; a dimension that differs between two batch sizes is the batch.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="one">Its dimensions for a batch of one.</param>
    /// <param name="two">Its dimensions for a batch of two.</param>
    /// <param name="other">Its dimensions for a batch of one of another image size; null when that is fixed.</param>
    public static ValueInfoProto Create(string name, IReadOnlyList<long> one, IReadOnlyList<long> two, IReadOnlyList<long>? other = null)
    {
        other ??= one;
        var shape = new TensorShapeProto();
        for (var i = 0; i < one.Count; i++)
        {
            shape.Dim.Add(one[i] == two[i] && one[i] == other[i]
                ? new TensorShapeProto.Types.Dimension { DimValue = one[i] }
                : one[i] == 1 && two[i] == 2 && other[i] == 1
                    ? new TensorShapeProto.Types.Dimension { DimParam = BatchSymbol }
                    : new TensorShapeProto.Types.Dimension());
        }

        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorElementType.Float, Shape = shape },
            },
        };
    }
}
