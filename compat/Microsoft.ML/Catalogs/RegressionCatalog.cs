using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Predicting a number.</summary>
public sealed partial class RegressionCatalog : TrainCatalogBase
{
    internal RegressionCatalog(IHostEnvironment env)
        : base(env)
    {
    }
}
