using System.IO.Compression;
using System.Text.Json.Nodes;
using Microsoft.ML;
using MlNetDeep.Compat.Tests.Parity;
using Xunit;

namespace MlNetDeep.Compat.Tests.Zip;

/// <summary>
/// Model zips of the real ML.NET 5.0 under Fixtures/Parity/zips: what was saved there loads here and gives the same rows,
/// and what is saved here has the same entries, byte for byte.
/// </summary>
public sealed class ZipParityTests
{
    private const string RowsFile = "zip-rows.json";
    private const string VersionEntry = "TrainingInfo/Version.txt";
    private readonly MLContext _ml = new(1);

    public static TheoryData<string> Names => [.. ZipPipelines.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void FittedModelGivesTheSameRowsAndZip(string name)
    {
        IDataView view = ZipRow.View(_ml);
        ITransformer model = ZipPipelines.All[name](_ml).Fit(view);
        Snapshot.Check(RowsFile, name, ViewText.Describe(model.Transform(view)));
        CheckZip(name, Save(model, view.Schema));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LoadedModelGivesTheSameRowsAndZip(string name)
    {
        ITransformer model = _ml.Model.Load(Fixture(name), out DataViewSchema schema);
        IDataView view = ZipRow.View(_ml);
        Assert.Equal(ViewText.DescribeSchema(view.Schema), ViewText.DescribeSchema(schema));
        Snapshot.Check(RowsFile, name, ViewText.Describe(model.Transform(view)));
        CheckZip(name, Save(model, schema));
    }

    [Fact]
    public void SchemaWithKeyNamesAndSlotNames()
    {
        IDataView view = ZipRow.View(_ml);
        IDataView keyed = ZipPipelines.All["chain"](_ml).Fit(view).Transform(view);
        ITransformer model = _ml.Transforms.SelectColumns("Label", "Features").Fit(keyed);
        IDataView selected = model.Transform(keyed);
        CheckZip("schema-keys", Save(model, selected.Schema));
        _ml.Model.Load(Fixture("schema-keys"), out DataViewSchema schema);
        Assert.Equal(ViewText.DescribeSchema(selected.Schema), ViewText.DescribeSchema(schema));
    }

    [Fact]
    public void SchemaWithFewSlotNames()
    {
        // Names of one slot in five are kept sparse.
        IDataView view = ZipRow.View(_ml);
        IDataView joined = _ml.Transforms.Concatenate("Features", nameof(ZipRow.Texts), nameof(ZipRow.Texts), nameof(ZipRow.Text)).Fit(view).Transform(view);
        ITransformer model = _ml.Transforms.SelectColumns("Features").Fit(joined);
        IDataView selected = model.Transform(joined);
        CheckZip("schema-sparse-names", Save(model, selected.Schema));
        _ml.Model.Load(Fixture("schema-sparse-names"), out DataViewSchema schema);
        Assert.Equal(ViewText.DescribeSchema(selected.Schema), ViewText.DescribeSchema(schema));
    }

    [Fact]
    public void ModelWithoutSchema()
    {
        ITransformer model = ZipPipelines.All["key-text"](_ml).Fit(ZipRow.View(_ml));
        CheckZip("schema-none", Save(model, null));
        Assert.NotNull(_ml.Model.Load(Fixture("schema-none"), out DataViewSchema schema));
        Assert.Null(schema);
    }

    private byte[] Save(ITransformer model, DataViewSchema? schema)
    {
        using var stream = new MemoryStream();
        _ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }

    private static string Fixture(string name) => Path.Combine(Snapshot.WriteFolder ?? Snapshot.Folder, "zips", name + ".zip");

    private static void CheckZip(string name, byte[] saved)
    {
        if (Snapshot.WriteFolder is { } folder)
        {
            Directory.CreateDirectory(Path.Combine(folder, "zips"));
            File.WriteAllBytes(Path.Combine(folder, "zips", name + ".zip"), saved);
            return;
        }
        Dictionary<string, byte[]> expected = Entries(File.ReadAllBytes(Fixture(name)));
        Dictionary<string, byte[]> actual = Entries(saved);
        Assert.Equal(expected.Keys, actual.Keys);
        foreach ((string entry, byte[] bytes) in expected)
        {
            // The version entry names whoever wrote the zip.
            if (entry != VersionEntry)
            {
                Assert.True(bytes.AsSpan().SequenceEqual(actual[entry]),
                    $"{name}: entry {entry} has {actual[entry].Length} bytes, {bytes.Length} expected; they differ from byte {bytes.AsSpan().CommonPrefixLength(actual[entry])} on.");
            }
        }
    }

    private static Dictionary<string, byte[]> Entries(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using Stream stream = e.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }
}
