using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Model.Schema;

namespace Microsoft.ML;

public sealed partial class ModelOperationsCatalog
{
    private const string SchemaEntry = "Schema";

    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        Check.Value(stream, nameof(stream));
        using var archive = new ModelArchiveWriter(_env, stream);
        ModelSaveContext.SaveModel(archive, model, TransformerChainLoader.LoaderSignature);
        if (inputSchema != null)
        {
            using Stream content = archive.CreateTemporary();
            SchemaWriter.Write(content, inputSchema);
            archive.Add(SchemaEntry, content);
        }
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        Check.Value(stream, nameof(stream));
        using var archive = new ModelArchiveReader(_env, stream);
        using Stream schema = archive.OpenOrNull(SchemaEntry);
        inputSchema = schema == null ? null : SchemaReader.Read(schema);
        if (ModelLoadContext.LoadModelOrNull(_env, archive, TransformerChainLoader.LoaderSignature, out ITransformer model))
            return model;
        throw schema == null
            ? new InvalidOperationException("Could not load legacy format model", Check.BadFormat("The file has no model."))
            : Check.BadFormat("Corrupt model file");
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        Check.NonEmpty(filePath, nameof(filePath));
        using FileStream stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }
}
