using Microsoft.ML.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Hosting;

/// <summary>Progress that nobody can listen to: <see cref="MLContext.Log"/> gives text messages only.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => Check.Value(header, nameof(header));

    public void Checkpoint(params double?[] values)
    {
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel();

    public void Dispose()
    {
    }
}
