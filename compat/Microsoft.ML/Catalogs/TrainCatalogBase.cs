using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>What the catalogs of the learning tasks have in common.</summary>
public abstract partial class TrainCatalogBase
{
    private protected TrainCatalogBase(IHostEnvironment env)
    {
        Environment = env;
    }

    private protected IHostEnvironment Environment { get; }
}
