using System.Reflection;
using Microsoft.ML.Runtime;

namespace MlNetDeep.Transforms.Tests;

/// <summary>Every non-public member of ML.NET that is reached, used for what it is there for.</summary>
public class MlNetInternalsTests
{
    private readonly MLContext _ml = new();

    [Fact]
    public void ASchemaColumnCanBeDescribed()
    {
        SchemaShape.Column names = MlNetInternals.NewColumn(
            "KeyValues", SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, isKey: false);
        SchemaShape.Column column = MlNetInternals.NewColumn(
            "Label", SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, new SchemaShape([names]));

        Assert.Equal(("Label", SchemaShape.Column.VectorKind.Scalar, true), (column.Name, column.Kind, column.IsKey));
        Assert.Equal(NumberDataViewType.UInt32, column.ItemType);
        Assert.Equal("KeyValues", Assert.Single(column.Annotations).Name);
    }

    [Fact]
    public void HeaderWriterReaderEntriesAndLoaderWorkTogether()
    {
        MlNetInternals.RegisterLoader(_ml, typeof(Probe), Probe.Signature, Probe.Load);
        using var stream = new MemoryStream();
        _ml.Model.Save(new Probe(42, [1, 2, 3]), null, stream);
        stream.Position = 0;

        var loaded = Assert.IsType<Probe>(_ml.Model.Load(stream, out _));

        Assert.Equal(42, loaded.Number);
        Assert.Equal([1, 2, 3], loaded.Bytes);
        Assert.False(loaded.FoundOther);
    }

    [Fact]
    public void RegisteringTwiceIsHarmless()
    {
        MlNetInternals.RegisterLoader(_ml, typeof(Probe), Probe.Signature, Probe.Load);
        MlNetInternals.RegisterLoader(_ml, typeof(Probe), Probe.Signature, Probe.Load);
    }

    [Fact]
    public void AnErrorOfAWriterComesOutAsItIs()
    {
        using var stream = new MemoryStream();

        Assert.Throws<NotSupportedException>(() => _ml.Model.Save(new Probe(1, null), null, stream));
    }

    [Fact]
    public void AMissingMemberNamesTheVersionOfMlNet()
    {
        AssemblyName core = typeof(ITransformer).Assembly.GetName();

        DeepLearningException error = MlNetInternals.Missing("SomeType.SomeMember");

        Assert.Contains($"ML.NET {core.Version}", error.Message);
        Assert.Contains("SomeType.SomeMember", error.Message);
    }

    private sealed class Probe(int number, byte[]? bytes) : ITransformer
    {
        public const string Signature = "MlNetDeepTestProbe";

        public int Number { get; } = number;

        public byte[]? Bytes { get; } = bytes;

        public bool FoundOther { get; private init; }

        public bool IsRowToRowMapper => false;

        public static ITransformer Load(IHostEnvironment environment, object context)
        {
            int number = MlNetInternals.Reader(context).ReadInt32();
            byte[] bytes = [];
            Assert.True(MlNetInternals.TryLoadBinaryStream(context, "Bytes", reader => bytes = reader.ReadBytes(100)));
            return new Probe(number, bytes)
            {
                FoundOther = MlNetInternals.TryLoadBinaryStream(context, "Other", _ => { }),
            };
        }

        void ICanSaveModel.Save(ModelSaveContext ctx)
        {
            MlNetInternals.SetVersionInfo(ctx, "PROBE   ", Signature, typeof(Probe).Assembly.GetName().Name!);
            MlNetInternals.Writer(ctx).Write(Number);
            MlNetInternals.SaveBinaryStream(
                ctx, "Bytes", writer => writer.Write(Bytes ?? throw new NotSupportedException("There are no bytes.")));
        }

        public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => inputSchema;

        public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new NotSupportedException();

        public IDataView Transform(IDataView input) => input;
    }
}
