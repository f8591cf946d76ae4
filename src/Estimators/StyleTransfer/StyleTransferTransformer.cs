using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Paints the pictures of a column in the style of others.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>Column</term><description>Type</description></listheader>
/// <item><term>Image (in)</term><description>text (a path), <c>Vector&lt;byte&gt;</c> (a file's bytes) or
/// <see cref="MLImage"/></description></item>
/// <item><term>Styled (out)</term><description><see cref="MLImage"/>, belonging to whoever reads it</description></item>
/// </list>
/// Transforming is lazy: a picture is painted, which takes seconds to minutes, when its row's new column is read. It is the
/// same each time, for the same seed, on the same machine with as many threads. Source: L. Gatys, A. Ecker and M. Bethge,
/// "Image style transfer using convolutional neural networks", 2016.
/// </remarks>
public sealed class StyleTransferTransformer : ITransformer, IDisposable
{
    internal StyleTransferTransformer(IHostEnvironment environment, StyleTransferOptions options, StyleModel model)
    {
        List<string> problems = StyleTransferCheck.FindProblems(options);
        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        // A context that has made one of our transformers can also load them.
        if (environment is MLContext mlContext)
        {
            _ = mlContext.DeepLearning;
        }

        Options = options;
        Model = model;
        Engine = new StyleEngine(environment, options, model);
    }

    /// <summary>The options, with the seed that is used.</summary>
    public StyleTransferOptions Options { get; }

    /// <summary>The network up to the layers that are compared, which are its outputs.</summary>
    public Network Network => Model.Network;

    /// <summary>True: every picture is painted by itself.</summary>
    public bool IsRowToRowMapper => true;

    internal StyleModel Model { get; }

    internal StyleEngine Engine { get; }

    /// <summary>Gives the input's columns and the new one.</summary>
    /// <param name="inputSchema">The schema of the data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Bind(inputSchema).OutputSchema;

    /// <summary>Gives a view of the data with painted pictures. Nothing is painted before the column of a row is read.</summary>
    /// <param name="input">The data.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Engine.ThrowIfDisposed();
        return new StyleDataView(Bind(input.Schema), input);
    }

    /// <summary>Gives the one-row path that ML.NET's <c>PredictionEngine</c> takes.</summary>
    /// <param name="inputSchema">The schema of the rows.</param>
    /// <exception cref="ColumnException">The image column is missing or has another type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Engine.ThrowIfDisposed();
        return Bind(inputSchema);
    }

    /// <summary>Releases the network, when the picture that is being painted is done.</summary>
    public void Dispose() => Engine.Dispose();

    void ICanSaveModel.Save(ModelSaveContext ctx) => StyleSaved.Save(this, ctx);

    private StyleBindings Bind(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new StyleBindings(this, inputSchema);
    }
}
