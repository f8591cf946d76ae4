using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Making data views, and views of parts of them.</summary>
public sealed partial class DataOperationsCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env)
    {
        _env = env;
    }
}
