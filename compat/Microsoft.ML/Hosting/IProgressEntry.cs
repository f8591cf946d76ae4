namespace Microsoft.ML.Runtime;

/// <summary>Filled in by the one who works, when someone asks how far it is.</summary>
public interface IProgressEntry
{
}
