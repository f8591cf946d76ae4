using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MlNetDeep.Estimators.Tests")]
