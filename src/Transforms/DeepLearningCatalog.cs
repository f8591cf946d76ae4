using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Deep learning for an <see cref="MLContext"/>: reached as <c>mlContext.DeepLearning</c>.</summary>
/// <remarks>
/// ML.NET looks a loader up in a catalog that each <see cref="MLContext"/> has for itself, and components outside ML.NET
/// have no public way into it. The first use of <c>mlContext.DeepLearning</c> adds ours. So before
/// <c>mlContext.Model.Load</c> reads a model with one of our transformers into a new context, touch
/// <c>mlContext.DeepLearning</c> once, or load with <see cref="LoadModel"/>, which is the same and more: its errors come
/// out as they are, not wrapped in a <see cref="System.Reflection.TargetInvocationException"/>.
/// </remarks>
public sealed class DeepLearningCatalog
{
    internal DeepLearningCatalog(MLContext mlContext)
    {
        Context = mlContext;
        LoaderRegistry.Register(mlContext);
    }

    /// <summary>The context that the catalog belongs to.</summary>
    public MLContext Context { get; }

    /// <summary>The context as the environment that components take.</summary>
    public IHostEnvironment Environment => Context;

    /// <summary>
    /// Makes sure that <c>mlContext.Model.Load</c> can read models with any of our transformers. Getting the catalog has
    /// done it already; this says so in code. In a context where neither was done ML.NET's error is "Couldn't load model",
    /// which does not say why; <see cref="LoadModel"/> needs no such call.
    /// </summary>
    /// <returns>The catalog.</returns>
    public DeepLearningCatalog RegisterLoaders() => this;

    /// <summary>Makes a transformer of a network as it is, without training.</summary>
    /// <param name="network">The network; its labels become the classes.</param>
    /// <param name="options">Columns, task, batch size and device; by default multiclass on "Features".</param>
    /// <returns>The transformer.</returns>
    /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
    /// <exception cref="DeepLearningException">The network does not fit the task, or the device cannot be used.</exception>
    public ConvNetTransformer Score(Network network, ConvNetTransformerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        GuessedPreprocessing.Warn(Context, network, "It gets columns of bytes as pixel / 255, and columns of floats as they are");
        return new ConvNetTransformer(Context, network, options ?? new ConvNetTransformerOptions());
    }

    /// <summary>
    /// Saves a model as <c>mlContext.Model.Save</c> does, but so that the file appears complete or not at all, with a list of
    /// its entries and their SHA-256 that <see cref="LoadModel"/> checks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="inputSchema">The schema of the data that the model takes.</param>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="StorageException">The file cannot be written; the old one, if any, is as it was.</exception>
    public void SaveModel(ITransformer model, DataViewSchema? inputSchema, string path) =>
        ModelFile.Save(Context, model, inputSchema, path);

    /// <summary>
    /// Loads a model as <c>mlContext.Model.Load</c> does, after a look through the file: altered entries, sizes that cannot be,
    /// assemblies that ML.NET would load and a schema that it would read for ever are refused before it sees them.
    /// </summary>
    /// <remarks>
    /// A model that ML.NET alone saved has no list of its entries; it is checked by the zip's CRC-32, and in all other ways alike.
    /// Neither tells where a file comes from: load models only from where you trust them, or give the SHA-256 of the one you trust.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="inputSchema">The schema that it was saved with, or null when it was saved without.</param>
    /// <param name="sha256">
    /// The SHA-256 that the file must have, 64 hexadecimal digits (<c>sha256sum</c>, <c>Get-FileHash</c>). The default value is
    /// null: any.
    /// </param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file has another SHA-256, is truncated, was altered, was made to do harm, or is not a model.</exception>
    /// <exception cref="StorageException">The file, or ML.NET's folder for temporary files, cannot be used.</exception>
    public ITransformer LoadModel(string path, out DataViewSchema? inputSchema, string? sha256 = null) =>
        ModelFile.Load(Context, path, out inputSchema, sha256);
}
