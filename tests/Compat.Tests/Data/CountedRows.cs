using System.Collections;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>Rows that count how often, and how far, they were enumerated.</summary>
internal sealed class CountedRows<T>(IReadOnlyList<T> rows) : IEnumerable<T>
{
    public int Enumerations { get; private set; }

    public int RowsGiven { get; private set; }

    public IEnumerator<T> GetEnumerator()
    {
        Enumerations++;
        return Enumerate();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<T> Enumerate()
    {
        foreach (T row in rows)
        {
            RowsGiven++;
            yield return row;
        }
    }
}
