using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace MlNetDeep;

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
public sealed class StyleTransferTransformer : RowTransformer, IDisposable
{
    internal StyleTransferTransformer(IHostEnvironment environment, StyleTransferOptions options, StyleModel model)
    {
        OptionsCheck.Throw(options);

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

    internal StyleModel Model { get; }

    internal StyleEngine Engine { get; }

    /// <summary>Releases the network, when the picture that is being painted is done.</summary>
    public void Dispose() => Engine.Dispose();

    private protected override void SaveModel(ModelSaveContext ctx) => StyleSaved.Save(this, ctx);

    private protected override RowMapping Map(DataViewSchema input) => new StyleMapping(Engine, Options, input);
}
