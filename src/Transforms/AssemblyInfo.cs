using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("MlNetDeep.Estimators")]
[assembly: InternalsVisibleTo("MlNetDeep.Transforms.Tests")]
[assembly: InternalsVisibleTo("MlNetDeep.Estimators.Tests")]
