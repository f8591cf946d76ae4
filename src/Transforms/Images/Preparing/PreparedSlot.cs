using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>A row that was read ahead.</summary>
internal sealed class PreparedSlot(int size)
{
    /// <summary>The row's id.</summary>
    public DataViewRowId Id;

    /// <summary>The prepared pixels, once <see cref="Work"/> has ended without an <see cref="Error"/>.</summary>
    public byte[] Values { get; } = new byte[size];

    public long Batch { get; set; }

    public Task Work { get; set; } = Task.CompletedTask;

    public ImageFileException? Error { get; set; }
}
