using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Model;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TransformerChain<ITransformer>),
    typeof(TransformerChainLoader),
    null,
    typeof(SignatureLoadModel),
    "Transformer chain",
    TransformerChainLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>The model stream of a chain: how many transformers, and the scope of each; they are in folders beside it.</summary>
internal static class TransformerChainLoader
{
    public const string LoaderSignature = "TransformerChain";

    private static readonly VersionInfo _version =
        new("XF CHAIN", 0x00010001, 0x00010001, 0x00010001, StockAssembly.Data, LoaderSignature);

    public static void Save(ModelSaveContext context, ITransformer[] transformers, TransformerScope[] scopes)
    {
        Check.Value(context, "ctx");
        context.CheckAtModel();
        context.SetVersionInfo(_version);
        context.Writer.Write(transformers.Length);
        for (int i = 0; i < transformers.Length; i++)
        {
            context.Writer.Write((int)scopes[i]);
            context.SaveModel(transformers[i], Folder(i));
        }
    }

    private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.CheckAtModel(_version);
        int count = context.Reader.ReadInt32();
        Check.Decode(count >= 0 && (long)count * sizeof(int) <= context.Reader.BaseStream.Length);
        var transformers = new ITransformer[count];
        var scopes = new TransformerScope[count];
        for (int i = 0; i < count; i++)
        {
            scopes[i] = (TransformerScope)context.Reader.ReadInt32();
            transformers[i] = context.LoadModel<ITransformer>(env, Folder(i));
        }

        return new TransformerChain<ITransformer>(transformers, scopes);
    }

    private static string Folder(int index) => string.Create(CultureInfo.InvariantCulture, $"Transform_{index:000}");
}
