global using Microsoft.ML;
global using Microsoft.ML.Data;
global using MlNetDeep;
global using MlNetDeep.Tests.Shared;
global using Xunit;
