using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Telling two classes apart.</summary>
public sealed partial class BinaryClassificationCatalog : TrainCatalogBase
{
    internal BinaryClassificationCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
