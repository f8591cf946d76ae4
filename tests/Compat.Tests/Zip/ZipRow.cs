using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Compat.Tests.Zip;

/// <summary>One row of the made-up data that the model zips were fitted on.</summary>
internal sealed class ZipRow
{
    public string Text { get; set; } = "";

    public float Float { get; set; }

    public double Double { get; set; }

    public int Int { get; set; }

    public long Long { get; set; }

    public uint UInt { get; set; }

    public byte Byte { get; set; }

    public bool Bool { get; set; }

    [VectorType(3)]
    public float[] Vector { get; set; } = [];

    public float[] Variable { get; set; } = [];

    [VectorType(2)]
    public string[] Texts { get; set; } = [];

    [VectorType(1, 2, 3)]
    public byte[] Image { get; set; } = [];

    [KeyType(5)]
    public uint Key { get; set; }

    /// <summary>Twelve rows: repeated, missing and non-ASCII values, and slot names on <see cref="Vector"/>.</summary>
    public static IDataView View(MLContext ml)
    {
        string[] texts = ["cat", "dog", "", "böll", "日本"];
        ZipRow[] rows = [.. Enumerable.Range(0, 12).Select(i => new ZipRow
        {
            Text = texts[i % 5],
            Float = i % 4 == 3 ? float.NaN : i % 4 * 1.5f,
            Double = i % 3 * -2.25,
            Int = (i % 6) - 2,
            Long = i % 7 * 10_000_000_000,
            UInt = (uint)(i % 3),
            Byte = (byte)(i % 3),
            Bool = i % 2 == 0,
            Vector = [i, i + 0.5f, -i],
            Variable = [.. Enumerable.Range(0, i % 4).Select(k => (float)k)],
            Texts = ["a" + (i % 2), "cat"],
            Image = [(byte)i, 1, 2, 255, 4, 5],
            Key = (uint)(i % 6),
        })];
        SchemaDefinition definition = SchemaDefinition.Create(typeof(ZipRow));
        ReadOnlyMemory<char>[] names = ["x".AsMemory(), "y".AsMemory(), "zé".AsMemory()];
        definition[nameof(Vector)].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(3, names),
            new VectorDataViewType(TextDataViewType.Instance, 3));
        return ml.Data.LoadFromEnumerable(rows, definition);
    }
}
