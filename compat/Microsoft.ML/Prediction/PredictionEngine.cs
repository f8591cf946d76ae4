using Microsoft.ML.Common;

namespace Microsoft.ML;

/// <summary>One example in, one prediction out. Not for several threads at a time.</summary>
public sealed class PredictionEngine<TSrc, TDst> : PredictionEngineBase<TSrc, TDst>
    where TSrc : class
    where TDst : class, new()
{
    internal PredictionEngine(ITransformer transformer, PredictionEngineOptions options)
        : base(transformer, options)
    {
    }

    public override void Predict(TSrc example, ref TDst prediction)
    {
        Check.Value(example, nameof(example));
        prediction ??= new TDst();
        Run(example, prediction);
    }
}
