namespace MlNetDeep.Transforms.Tests;

/// <summary>Values that must be disposed, images for example, are disposed exactly once, by whoever has them.</summary>
public class ColumnBufferTests
{
    [Fact]
    public void ValuesThatNobodyTookAreDisposedAndTakenOnesAreNot()
    {
        var made = new List<Thing>();
        var view = new OneRowView<Thing>("Thing", new ThingType(), (ref Thing value) =>
        {
            // As ML.NET's image loader does it.
            value?.Dispose();
            value = new Thing();
            made.Add(value);
        });
        using DataViewRowCursor cursor = view.GetRowCursor(view.Schema);
        ColumnBuffer buffer = ColumnBuffer.Create(cursor, view.Schema["Thing"], 2);
        var getter = (ValueGetter<Thing>)buffer.CreateGetter(() => 0);
        cursor.MoveNext();

        buffer.Store(0);
        buffer.Store(1);
        Thing taken = null!;
        getter(ref taken);
        buffer.Store(0);
        buffer.Store(1);
        buffer.Dispose();

        Assert.Same(made[0], taken);
        Assert.Equal([0, 1, 1, 1], made.Select(thing => thing.Disposals));
    }

    private sealed class Thing : IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;
    }

    private sealed class ThingType : StructuredDataViewType
    {
        public ThingType()
            : base(typeof(Thing))
        {
        }

        public override bool Equals(DataViewType? other) => other is ThingType;

        public override int GetHashCode() => 1;
    }
}
