namespace Microsoft.ML;

/// <summary>The signature of what is loaded from a model stream.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);
