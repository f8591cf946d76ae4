global using MlNetDeep.Tests.Shared;
