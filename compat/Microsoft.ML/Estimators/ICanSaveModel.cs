namespace Microsoft.ML;

/// <summary>Can be saved in a model file.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}
