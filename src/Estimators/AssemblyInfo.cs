using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MlNetDeep.Estimators.Tests")]
[assembly: InternalsVisibleTo("MlNetDeep.Benchmarks")]
