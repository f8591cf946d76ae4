global using MlNetDeep.Tests.Shared;
global using Xunit;
