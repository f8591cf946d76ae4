using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The transforms.</summary>
public sealed partial class TransformsCatalog
{
    internal TransformsCatalog(IHostEnvironment env)
    {
        Environment = env;
        Conversion = new ConversionTransforms(env);
    }

    public ConversionTransforms Conversion { get; }

    internal IHostEnvironment Environment { get; }

    /// <summary>Transforms from one type to another.</summary>
    public sealed class ConversionTransforms
    {
        internal ConversionTransforms(IHostEnvironment env)
        {
            Environment = env;
        }

        internal IHostEnvironment Environment { get; }
    }
}
