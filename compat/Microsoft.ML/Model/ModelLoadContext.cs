using System.Reflection;
using System.Text;
using Microsoft.ML.Common;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>One component's stream in the model file that is being read.</summary>
internal sealed class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    // A field, as in ML.NET: components outside it reach it by reflection.
    public readonly BinaryReader Reader;

    private readonly ModelArchiveReader _archive;
    private readonly string _directory;
    private readonly ModelHeader _header;
    private readonly Stream _stream;

    private ModelLoadContext(ModelArchiveReader archive, string directory, Stream stream)
    {
        _archive = archive;
        _directory = directory;
        _stream = stream;
        Reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        _header = ModelHeader.Read(Reader, 0);
    }

    public static bool LoadModelOrNull<T>(IHostEnvironment env, ModelArchiveReader archive, string directory, out T result)
        where T : class
    {
        result = null;
        using Stream stream = archive.OpenOrNull(Combine(directory, ModelStreamName));
        if (stream == null)
            return false;
        using var context = new ModelLoadContext(archive, directory, stream);
        result = context.Create<T>(env);
        return true;
    }

    public static T LoadModel<T>(IHostEnvironment env, ModelArchiveReader archive, string directory)
        where T : class
    {
        Check.Decode(LoadModelOrNull(env, archive, directory, out T result), "Corrupt model file");
        return result;
    }

    public T LoadModel<T>(IHostEnvironment env, string name)
        where T : class =>
        LoadModel<T>(env, _archive, Combine(_directory, name));

    public void CheckAtModel(VersionInfo ver) => _header.CheckVersion(ver);

    public string LoadString()
    {
        int id = Reader.ReadInt32();
        Check.Decode(0 <= id && id < _header.Strings.Length);
        return _header.Strings[id];
    }

    public string LoadNonEmptyString()
    {
        string text = LoadString();
        Check.Decode(text.Length > 0);
        return text;
    }

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        Check.Decode(-1 <= id && id < _header.Strings.Length);
        return id < 0 ? null : _header.Strings[id];
    }

    public bool TryLoadSubModel(string name, Action<ModelLoadContext> action)
    {
        using Stream stream = _archive.OpenOrNull(Combine(Combine(_directory, name), ModelStreamName));
        if (stream == null)
            return false;
        using var context = new ModelLoadContext(_archive, Combine(_directory, name), stream);
        action(context);
        return true;
    }

    // Components outside ML.NET reach it by reflection.
    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using Stream stream = _archive.OpenOrNull(Combine(_directory, name));
        if (stream == null)
            return false;
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public void Dispose() => Reader.Dispose();

    private static string Combine(string directory, string name) =>
        string.IsNullOrEmpty(directory) ? name : $"{directory}/{name}";

    private T Create<T>(IHostEnvironment env)
        where T : class
    {
        RegisterLoaderAssembly(env.ComponentCatalog);
        foreach (string loader in new[] { _header.Loader, _header.AlternativeLoader })
        {
            if (string.IsNullOrWhiteSpace(loader))
                continue;
            ComponentCatalog.LoadableClassInfo info = env.ComponentCatalog.Find(loader, typeof(SignatureLoadModel));
            if (info?.CreateInstance(env, this) is T result)
            {
                Check.Decode(_stream.Position == ModelHeader.Size + _header.ModelLength);
                return result;
            }
        }

        throw Check.BadFormat($"Couldn't load model: '{_directory}'");
    }

    // The assemblies that ML.NET itself is made of are this one here.
    private void RegisterLoaderAssembly(ComponentCatalog catalog)
    {
        if (string.IsNullOrEmpty(_header.LoaderAssembly))
            return;
        bool own = StockAssembly.IsStock(_header.LoaderAssembly);
        // A stand-in has the real one's name and neither its version nor its key.
        string name = _header.LoaderAssembly == StockAssembly.ImageAnalytics
            ? StockAssembly.ImageAnalytics.Split(',')[0] : _header.LoaderAssembly;
        catalog.RegisterAssembly(own ? typeof(ModelLoadContext).Assembly : Assembly.Load(name));
    }
}
