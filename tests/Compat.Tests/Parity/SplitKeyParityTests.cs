using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Compat.Tests.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Parity;

/// <summary>Which rows a split selects by sampling keys of every type, against the real ML.NET: its hashes, bit for bit.</summary>
public sealed class SplitKeyParityTests
{
    private const string File = "split-keys.json";
    private const int Count = 64;
    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Columns => [.. typeof(Row).GetProperties().Select(member => member.Name).Where(name => name != nameof(Row.Id))];

    [Theory]
    [MemberData(nameof(Columns))]
    public void Split(string column)
    {
        IDataView rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, Count).Select(Row.Make).ToArray());
        DataOperationsCatalog.TrainTestData split = _ml.Data.TrainTestSplit(rows, 0.4, column, seed: 11);
        Snapshot.Check(File, column, new JsonObject
        {
            ["train"] = Ids(split.TrainSet),
            ["test"] = Ids(split.TestSet),
        });
    }

    private static JsonArray Ids(IDataView view) => new([.. view.Read<int>(nameof(Row.Id)).Select(id => (JsonNode)JsonValue.Create(id))]);

    private sealed class Row
    {
        private static readonly string[] _words = ["plain", " spaced ", "naïve", "日本語", "aé日", "😀 smile", "", "longer text é of many words 日本"];

        public int Id { get; set; }

        public string Text { get; set; } = "";

        public bool Bool { get; set; }

        public sbyte SByte { get; set; }

        public byte Byte { get; set; }

        public short Short { get; set; }

        public ushort UShort { get; set; }

        public int Int { get; set; }

        public uint UInt { get; set; }

        public long Long { get; set; }

        public ulong ULong { get; set; }

        public float Single { get; set; }

        public double Double { get; set; }

        [KeyType(20)]
        public byte Key { get; set; }

        public DateTime Date { get; set; }

        public DateTimeOffset Offset { get; set; }

        public TimeSpan Span { get; set; }

        [VectorType(2)]
        public float[] Singles { get; set; } = [];

        public double[] Doubles { get; set; } = [];

        [VectorType(2)]
        public string[] Texts { get; set; } = [];

        public long[] Longs { get; set; } = [];

        public static Row Make(int i) => new()
        {
            Id = i,
            Text = _words[i % _words.Length] + (i % _words.Length == 6 ? "" : i),
            Bool = i % 3 == 0,
            SByte = (sbyte)(i - 32),
            Byte = (byte)(i * 4),
            Short = (short)((i - 32) * 1000),
            UShort = (ushort)(i * 1000),
            Int = (i - 32) * 60_000_000,
            UInt = (uint)i * 60_000_000,
            Long = (i - 32) * 200_000_000_000_000_000,
            ULong = (ulong)i * 200_000_000_000_000_000,
            Single = i == 5 ? float.NaN : (i * 37 % 64) - 20.5f,
            Double = i == 6 ? double.NaN : (i * 29 % 64) / 3.0,
            Key = (byte)(i % 22),
            Date = new DateTime(2000, 1, 1).AddDays(i * 100),
            Offset = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.FromHours(i % 5)).AddHours(i * 1001),
            Span = TimeSpan.FromMinutes(i * i),
            Singles = i == 7 ? [1, float.NaN] : [i, -i],
            Doubles = [.. Enumerable.Range(0, i % 4).Select(k => (k * i) + 0.5)],
            Texts = [_words[i % _words.Length], "x" + i],
            Longs = [i, (long)i << 40],
        };
    }
}
