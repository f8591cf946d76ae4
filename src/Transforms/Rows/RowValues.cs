namespace MlNetDeep;

/// <summary>
/// The values of some rows, each in a slot, and the slots in slices: a slot is read while the input stands on the row, a
/// slice is computed at once, on any thread, and the values are given out one row at a time.
/// </summary>
internal abstract class RowValues : IDisposable
{
    /// <summary>How many slices there are. The default value is 1.</summary>
    public virtual int Slices => 1;

    /// <summary>How many slots a slice has. The default value is 1.</summary>
    public virtual int SliceRows => 1;

    /// <summary>How many slices may be computed at the same time. The default value is 1.</summary>
    public virtual int Threads => 1;

    /// <summary>How many of them on other threads than that of the cursor. The default value is none.</summary>
    public virtual int Helpers => 0;

    /// <summary>Reads what is needed of the row that the input stands on.</summary>
    public abstract void Read(int slot);

    /// <summary>Computes the first <paramref name="rows"/> rows of a slice.</summary>
    public abstract void Run(int slice, int rows);

    /// <summary>A getter of the values of a new column, in the slot that <paramref name="slot"/> names at the time.</summary>
    public abstract Delegate CreateGetter(int output, Func<int> slot);

    /// <summary>Whether the rows of a slice whose computation failed are left out instead.</summary>
    public virtual bool LeavesOut(Exception error) => false;

    /// <summary>Releases the slots.</summary>
    public virtual void Dispose()
    {
    }
}
