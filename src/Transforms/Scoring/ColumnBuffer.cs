using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Transforms;

/// <summary>Keeps the values of a column for the rows that a cursor has read ahead.</summary>
internal abstract class ColumnBuffer : IDisposable
{
    /// <summary>Creates a buffer for a column of <paramref name="input"/>.</summary>
    public static ColumnBuffer Create(DataViewRow input, DataViewSchema.Column column, int capacity)
    {
        Type raw = column.Type.RawType;
        Type buffer = raw.IsGenericType && raw.GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? typeof(VectorColumnBuffer<>).MakeGenericType(raw.GetGenericArguments())
            : typeof(ScalarColumnBuffer<>).MakeGenericType(raw);
        return (ColumnBuffer)Activator.CreateInstance(buffer, input, column, capacity)!;
    }

    /// <summary>Reads the current value of the input into a slot.</summary>
    public abstract void Store(int slot);

    /// <summary>A <see cref="ValueGetter{TValue}"/> of the slot that <paramref name="slot"/> names at the time.</summary>
    public abstract Delegate CreateGetter(Func<int> slot);

    /// <summary>Disposes values that nobody has taken.</summary>
    public virtual void Dispose()
    {
    }
}
