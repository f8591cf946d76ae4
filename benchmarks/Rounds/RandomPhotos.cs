using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>Rows of random pixels, the same ones every time: how long a network takes does not depend on what they show.</summary>
internal static class RandomPhotos
{
    public static IDataView Bytes(MLContext context, int rows, int size, int classes, int channels = 3)
    {
        var random = new Random(1);
        byte[][] images = [.. Enumerable.Range(0, rows).Select(_ => new byte[channels * size * size])];
        Array.ForEach(images, random.NextBytes);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Byte, channels, size, size);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        return context.Data.LoadFromEnumerable(
            images.Select((image, i) => new Row { Features = image, Label = (uint)(i % classes), Yes = i % 2 == 1 }).ToArray(), schema);
    }

    /// <summary>A key's value in an object counts from 0; the data view makes it count from 1.</summary>
    private sealed class Row
    {
        public byte[] Features { get; set; } = [];

        public uint Label { get; set; }

        public bool Yes { get; set; }
    }
}
