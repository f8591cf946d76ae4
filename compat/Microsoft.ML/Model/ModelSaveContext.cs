using System.Text;
using Microsoft.ML.Common;
using Microsoft.ML.Model;

namespace Microsoft.ML;

/// <summary>One component's stream in the model file that is being written.</summary>
public sealed class ModelSaveContext : IDisposable
{
    // A field, as in ML.NET: components outside it reach it by reflection.
    internal readonly BinaryWriter Writer;

    private readonly ModelArchiveWriter _archive;
    private readonly string _directory;
    private readonly ModelHeader _header = new();
    private readonly Dictionary<string, int> _ids = [];
    private readonly List<string> _strings = [];
    private readonly Stream _stream;

    internal ModelSaveContext(ModelArchiveWriter archive, string directory)
    {
        _archive = archive;
        _directory = directory;
        _stream = archive.CreateTemporary();
        Writer = new BinaryWriter(_stream, Encoding.UTF8, leaveOpen: true);
        Writer.Write(new byte[ModelHeader.Size]);
    }

    /// <summary>When in an archive, closes the writer.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        _stream.Dispose();
    }

    internal static void SaveModel(ModelArchiveWriter archive, ICanSaveModel model, string directory)
    {
        if (model == null)
            return;
        using var context = new ModelSaveContext(archive, directory);
        model.Save(context);
        context.Done();
    }

    internal void SaveModel<T>(T value, string name)
        where T : class =>
        SaveModel(_archive, value as ICanSaveModel, Combine(name));

    internal void SetVersionInfo(VersionInfo ver) => _header.Set(ver);

    internal void CheckAtModel() => Check.State(_stream.Position == ModelHeader.Size, "The model stream was already written to.");

    internal void SaveString(string str)
    {
        Check.Value(str, nameof(str));
        if (!_ids.TryGetValue(str, out int id))
        {
            id = _strings.Count;
            _ids.Add(str, id);
            _strings.Add(str);
        }

        Writer.Write(id);
    }

    internal void SaveNonEmptyString(string str)
    {
        Check.Param(!string.IsNullOrEmpty(str), nameof(str));
        SaveString(str);
    }

    internal void SaveStringOrNull(string str)
    {
        if (str == null)
            Writer.Write(-1);
        else
            SaveString(str);
    }

    // Components outside ML.NET reach it by reflection.
    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using Stream stream = _archive.CreateTemporary();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            action(writer);
        _archive.Add(Combine(name), stream);
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        using Stream stream = _archive.CreateTemporary();
        using (var writer = new StreamWriter(stream, leaveOpen: true))
            action(writer);
        _archive.Add(Combine(name), stream);
    }

    internal void SaveSubModel(string name, Action<ModelSaveContext> action)
    {
        using var context = new ModelSaveContext(_archive, Combine(name));
        action(context);
        context.Done();
    }

    private void Done()
    {
        Check.State(_header.ModelSignature != 0, "ModelSignature not specified!");
        _header.Finish(Writer, 0, _strings);
        _archive.Add(Combine(ModelLoadContext.ModelStreamName), _stream);
    }

    private string Combine(string name) => string.IsNullOrEmpty(_directory) ? name : $"{_directory}/{name}";
}
