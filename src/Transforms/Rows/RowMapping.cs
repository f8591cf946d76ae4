using Microsoft.ML;

namespace MlNetDeep;

/// <summary>
/// What a transformer of this project writes, bound to a schema: the columns it reads, those it makes, and how rows become
/// values. The mapper, the view and the cursors over it are the same for all.
/// </summary>
internal abstract class RowMapping
{
    /// <summary>The columns that the values follow from.</summary>
    public abstract IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    /// <summary>The columns that are added.</summary>
    public abstract IReadOnlyList<RowColumn> Outputs { get; }

    /// <summary>Whether rows may be left out: then the values are made even when nobody wants the new columns.</summary>
    public virtual bool LeavesRowsOut => false;

    /// <summary>
    /// Whether nothing is made before it is asked for, one row at a time; for values that take so long that nobody may
    /// want those of the next row.
    /// </summary>
    public virtual bool IsLazy => false;

    /// <summary>Throws when the transformer was disposed.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public virtual void ThrowIfDisposed()
    {
    }

    /// <summary>Makes what reads and computes many rows ahead.</summary>
    /// <param name="input">The cursor that is read, in which <see cref="Inputs"/> are active.</param>
    /// <param name="cursors">How many cursors share the work and the processor.</param>
    public abstract RowValues CreateValues(DataViewRow input, int cursors);

    /// <summary>Makes what reads and computes one row.</summary>
    /// <param name="input">The row that is read, in which <see cref="Inputs"/> are active.</param>
    public abstract RowValues CreateSingle(DataViewRow input);
}
