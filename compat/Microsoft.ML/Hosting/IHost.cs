namespace Microsoft.ML.Runtime;

/// <summary>One component's share of the environment.</summary>
public interface IHost : IHostEnvironment
{
    Random Rand { get; }
}
