using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Finding rows that are unlike the others.</summary>
public sealed partial class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
