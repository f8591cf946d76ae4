using System.Runtime.CompilerServices;

// Its transformers have the same private bases in the real packages.
[assembly: InternalsVisibleTo("Microsoft.ML.ImageAnalytics")]
