using System.IO.Compression;
using System.Reflection;
using System.Text;
using Microsoft.ML.Transforms;

namespace MlNetDeep.Transforms.Tests;

/// <summary>Model files that were altered, or made to do harm: refused before ML.NET reads them.</summary>
public sealed class HostileModelTests : IDisposable
{
    private const string Unknown = "Unheard.Of.Transforms";

    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();
    private readonly ITransformer _model;
    private readonly DataViewSchema _schema;

    public HostileModelTests()
    {
        List<Rows.Example> rows = Rows.Examples(12);
        _model = Chains.Full(_ml, rows);
        _schema = _ml.Data.LoadFromEnumerable(rows).Schema;
    }

    private string File => _folder.File("model.zip");

    public void Dispose()
    {
        (_model as IDisposable)?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Schema")]
    [InlineData("Terms")]
    [InlineData("Version.txt")]
    public void AnAlteredEntryIsFoundByItsHash(string name)
    {
        Save();
        string? entry = null;
        using (ZipArchive archive = ZipFile.OpenRead(File))
            entry = archive.Entries.FirstOrDefault(e => e.Name.StartsWith(name, StringComparison.Ordinal))?.Name;
        Assert.SkipWhen(entry is null, $"ML.NET writes no '{name}' for this chain.");

        ZipEntries.Change(File, entry, bytes =>
        {
            bytes[bytes.Length / 2] ^= 1;
            return bytes;
        });

        ModelFileException error = LoadError();
        Assert.EndsWith(entry, error.Entry);
        Assert.Contains("SHA-256", error.Message);
    }

    [Fact]
    public void AFileOfAnotherHashIsNotRead()
    {
        Save();
        string hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(File)));
        (_ml.DeepLearning.LoadModel(File, out _, hash) as IDisposable)?.Dispose();

        string other = hash.Replace(hash[0], hash[0] == '0' ? '1' : '0');
        ModelFileException error = Assert.Throws<ModelFileException>(() => _ml.DeepLearning.LoadModel(File, out _, other));
        Assert.Contains($"its SHA-256 is {hash.ToLowerInvariant()}", error.Message);
        Assert.Throws<OptionsException>(() => _ml.DeepLearning.LoadModel(File, out _, "sha256:12"));
    }

    [Fact]
    public void EntriesThatWereAddedOrTakenAwayAreNamed()
    {
        Save();
        using (ZipArchive archive = ZipFile.Open(File, ZipArchiveMode.Update))
            archive.CreateEntry("Extra").Open().Dispose();
        Assert.Contains("does not list it", LoadError().Message);

        Save();
        ZipEntries.Change(File, "Schema", _ => null);
        Assert.Contains("Entry 'Schema' of the model file cannot be used: it is missing", LoadError().Message);

        Save();
        ZipEntries.Change(File, EntryList.Name, bytes => bytes[..(bytes.Length / 2)]);
        Assert.Equal(EntryList.Name, LoadError().Entry);

        Save();
        ZipEntries.Change(File, EntryList.Name, _ => Encoding.UTF8.GetBytes("{\"version\":1,\"entries\":[null]}"));
        Assert.Equal(EntryList.Name, LoadError().Entry);
    }

    [Fact]
    public void MlNetReadsOurFilesAndWeReadItsOwn()
    {
        Save();
        Assert.NotNull(_ml.Model.Load(File, out DataViewSchema schema));
        Assert.Equal(_schema.Select(column => column.Name), schema.Select(column => column.Name));

        SaveUnlisted();
        Assert.NotNull(_ml.DeepLearning.LoadModel(File, out DataViewSchema? again));
        Assert.Equal(_schema.Count, again!.Count);
    }

    [Fact]
    public async Task NoAlteredSchemaIsReadForEver()
    {
        // As in the file that was seen to do so: one column, a vector with dimensions.
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Identity());
        _ml.Model.Save(model, _ml.Data.LoadFromEnumerable(Rows.Pictures(1)).Schema, File);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        int length = 0;
        List<string> refused = [];
        ZipEntries.Change(File, "Schema", bytes =>
        {
            length = bytes.Length;
            return bytes;
        });
        Task all = Task.Run(() =>
        {
            for (int at = 0; at < length; at++)
            {
                // The rest of the head is not used.
                if (at is >= 0x50 and < 0x100)
                    continue;
                System.IO.File.WriteAllBytes(File, whole);
                ZipEntries.Change(File, "Schema", bytes =>
                {
                    bytes[at] ^= 0x40;
                    return bytes;
                });
                try
                {
                    (_ml.DeepLearning.LoadModel(File, out _) as IDisposable)?.Dispose();
                }
                catch (ModelFileException error)
                {
                    refused.Add(error.Message);
                }
            }
        });

        Assert.Same(all, await Task.WhenAny(all, Task.Delay(TimeSpan.FromMinutes(2))));
        await all;
        Assert.InRange(refused.Count, length / 5, length);

        // These are the ones that ML.NET would not come back from.
        Assert.Contains(refused, message => message.Contains("it ends where more of it is expected"));
    }

    [Fact]
    public void AnAssemblyThatTheAppDoesNotHaveIsNotLoaded()
    {
        List<string> asked = [];
        ResolveEventHandler watch = (_, arguments) =>
        {
            asked.Add(arguments.Name);
            return null;
        };
        AppDomain.CurrentDomain.AssemblyResolve += watch;
        try
        {
            SaveUnlisted();
            Rename("TransformerChain/Transform_002/Model.key", "MlNetDeep.Transforms", Unknown[..20]);
            ModelFileException error = LoadError();
            Assert.Contains($"names the assembly '{Unknown[..20]}'", error.Message);

            SaveMapping();
            string own = typeof(HostileModelTests).Assembly.FullName!;
            Rename("TransformerChain/Model.key", own, Unknown.PadRight(own.Length, 'x'));
            Assert.Contains($"names the assembly '{Unknown}", LoadError().Message);
        }
        finally
        {
            AppDomain.CurrentDomain.AssemblyResolve -= watch;
        }

        Assert.DoesNotContain(asked, name => name.StartsWith(Unknown[..8], StringComparison.Ordinal));
    }

    [Fact]
    public void AnAppsOwnMappingIsLoaded()
    {
        SaveMapping();

        ITransformer loaded = _ml.DeepLearning.LoadModel(File, out _);

        Assert.Equal([2f, 4f], loaded.Transform(_ml.Data.LoadFromEnumerable([new Number { Value = 1 }, new Number { Value = 2 }])).GetColumn<float>("Twice"));
    }

    [Fact]
    public void AHeaderThatPointsOutOfItsEntryIsRefused()
    {
        SaveUnlisted();
        Alter("TransformerChain/Transform_002/Model.key", bytes =>
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(0x90), long.MaxValue - 10);
            return bytes;
        });
        Assert.Contains("points past its end", LoadError().Message);
    }

    [Fact]
    public void SizesNamesAndCountsAreLimited()
    {
        Assert.Contains("unpacks from", Refused(archive =>
        {
            using Stream entry = archive.CreateEntry("TransformerChain/Model.key", CompressionLevel.SmallestSize).Open();
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 17; i++)
                entry.Write(zeros);
        }));
        Assert.Contains("two entries 'A/b'", Refused(archive =>
        {
            archive.CreateEntry("a/B");
            archive.CreateEntry("A\\b");
        }));
        Assert.Contains("no relative path", Refused(archive => archive.CreateEntry("../Schema")));
        Assert.Contains("no relative path", Refused(archive => archive.CreateEntry("/Schema")));
        Assert.Contains($"expected {ModelCheck.MaxEntries} at most", Refused(archive =>
        {
            for (int i = 0; i <= ModelCheck.MaxEntries; i++)
                archive.CreateEntry($"{i}");
        }));
    }

    private string Refused(Action<ZipArchive> make)
    {
        System.IO.File.Delete(File);
        using (ZipArchive archive = ZipFile.Open(File, ZipArchiveMode.Create))
            make(archive);
        return LoadError().Message;
    }

    private void Save() => _ml.DeepLearning.SaveModel(_model, _schema, File);

    private void SaveUnlisted() => _ml.Model.Save(_model, _schema, File);

    private void SaveMapping()
    {
        IDataView data = _ml.Data.LoadFromEnumerable([new Number { Value = 1 }]);
        _ml.Model.Save(_ml.Transforms.CustomMapping(new Doubling().GetMapping(), nameof(Doubling)).Fit(data), data.Schema, File);
    }

    private void Rename(string entry, string from, string to)
    {
        Assert.Equal(from.Length, to.Length);
        Alter(entry, bytes =>
        {
            int at = bytes.AsSpan().LastIndexOf(Encoding.Unicode.GetBytes(from));
            Assert.True(at > 0);
            Encoding.Unicode.GetBytes(to).CopyTo(bytes, at);
            return bytes;
        });
    }

    private void Alter(string fullName, Func<byte[], byte[]> change)
    {
        using ZipArchive archive = ZipFile.Open(File, ZipArchiveMode.Update);
        ZipArchiveEntry entry = archive.GetEntry(fullName)
            ?? throw new InvalidOperationException(string.Join(", ", archive.Entries.Select(e => e.FullName)));
        var content = new MemoryStream();
        using (Stream stream = entry.Open())
            stream.CopyTo(content);
        entry.Delete();
        using Stream target = archive.CreateEntry(fullName).Open();
        target.Write(change(content.ToArray()));
    }

    private ModelFileException LoadError() => Assert.Throws<ModelFileException>(() => _ml.DeepLearning.LoadModel(File, out _));

    internal sealed class Number
    {
        public float Value { get; set; }
    }

    internal sealed class Doubled
    {
        public float Twice { get; set; }
    }

    [CustomMappingFactoryAttribute(nameof(Doubling))]
    internal sealed class Doubling : CustomMappingFactory<Number, Doubled>
    {
        public override Action<Number, Doubled> GetMapping() => (number, doubled) => doubled.Twice = 2 * number.Value;
    }
}
