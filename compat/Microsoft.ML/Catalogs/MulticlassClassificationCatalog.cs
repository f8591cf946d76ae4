using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Telling several classes apart.</summary>
public sealed partial class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
