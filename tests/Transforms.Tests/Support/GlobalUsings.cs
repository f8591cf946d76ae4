global using Microsoft.ML;
global using Microsoft.ML.Data;
global using MlNetDeep.ModelZoo;
global using Xunit;
