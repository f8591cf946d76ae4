using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Transforms.Tests.RowContract;

/// <summary>What every transformer of this project promises as a row mapper of ML.NET. A test class for each derives from this.</summary>
public abstract class RowContractTests : IDisposable
{
    private readonly Lazy<ITransformer> _transformer;

    protected RowContractTests() => _transformer = new Lazy<ITransformer>(Make);

    /// <summary>The context of the test.</summary>
    protected MLContext Ml { get; } = new(seed: 1);

    /// <summary>The number of rows: several batches and a part of one.</summary>
    protected virtual int Count => 23;

    /// <summary>Whether each row has to make something of its own, a picture for example.</summary>
    protected virtual bool RowsCostMemory => false;

    /// <summary>The columns that the transformer reads.</summary>
    protected abstract string[] Inputs { get; }

    private ITransformer Transformer => _transformer.Value;

    public void Dispose()
    {
        if (_transformer.IsValueCreated)
            (_transformer.Value as IDisposable)?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the transformer.</summary>
    protected abstract ITransformer Make();

    /// <summary>Makes rows of "Id" (0, 1, ...), "Name" and what the transformer reads.</summary>
    protected abstract IDataView Data(int count);

    [Fact]
    public void EverySetOfColumnsGivesWhatAllGive()
    {
        IDataView view = View();
        DataViewSchema.Column[] all = [.. view.Schema];
        List<object[]> expected = RowValue.ReadAll(view, all);
        Assert.Equal(Count, expected.Count);
        Assert.Equal(Enumerable.Range(0, Count), expected.Select(row => (int)((double[])row[view.Schema["Id"].Index])[0]));

        DataViewSchema.Column[][] sets =
        [
            .. all.Select(column => new[] { column }), [.. all[..Inner]], [.. all[Inner..]], [all[^1], view.Schema["Name"]],
        ];
        foreach (DataViewSchema.Column[] set in sets)
        {
            List<object[]> rows = RowValue.ReadAll(view, set);
            Assert.Equal(Count, rows.Count);
            for (int row = 0; row < Count; row++)
            {
                for (int i = 0; i < set.Length; i++)
                    RowValue.AssertSame(expected[row][set[i].Index], rows[row][i]);
            }
        }

        Assert.Equal(Count, RowValue.ReadAll(view).Count);
    }

    [Fact]
    public void PositionsCountUpAndIdsAreThoseOfTheInput()
    {
        IDataView data = Data(Count), view = Transformer.Transform(data);
        List<DataViewRowId> expected = Ids(data, []);

        Assert.Equal(expected, Ids(view, []));
        Assert.Equal(expected, Ids(view, [view.Schema[^1]]));

        static List<DataViewRowId> Ids(IDataView view, DataViewSchema.Column[] columns)
        {
            using DataViewRowCursor cursor = view.GetRowCursor(columns);
            ValueGetter<DataViewRowId> getter = cursor.GetIdGetter();
            var ids = new List<DataViewRowId>();
            Assert.Equal(-1, cursor.Position);
            for (DataViewRowId id = default; cursor.MoveNext(); ids.Add(id))
            {
                Assert.Equal(ids.Count, cursor.Position);
                getter(ref id);
            }

            Assert.False(cursor.MoveNext());
            Assert.Equal(-1, cursor.Position);
            return ids;
        }
    }

    [Fact]
    public void TheOneRowPathGivesWhatACursorGives()
    {
        IDataView data = Data(Count), view = Transformer.Transform(data);
        List<object[]> expected = RowValue.ReadAll(view, [.. view.Schema]);
        IRowToRowMapper mapper = Transformer.GetRowToRowMapper(data.Schema);
        DataViewSchema.Column[] columns = [.. mapper.OutputSchema];
        DataViewRowCursor cursor = data.GetRowCursor(mapper.GetDependencies(columns));

        using (DataViewRow row = mapper.GetRow(cursor, columns))
        {
            Func<object>[] readers = [.. columns.Select(column => RowValue.Reader(row, column))];
            while (cursor.MoveNext())
            {
                Assert.Equal(cursor.Position, row.Position);
                for (int i = 0; i < readers.Length; i++)
                    RowValue.AssertSame(expected[(int)cursor.Position][i], readers[i]());
            }
        }

        Assert.Equal(Transformer.GetOutputSchema(data.Schema).Select(column => column.Name), columns.Select(column => column.Name));
        Assert.True(Transformer.IsRowToRowMapper);
    }

    [Fact]
    public void NewColumnsDependOnTheTransformersInputsAndOldOnesOnThemselves()
    {
        IDataView data = Data(1);
        IRowToRowMapper mapper = Transformer.GetRowToRowMapper(data.Schema);

        Assert.Same(data.Schema, mapper.InputSchema);
        Assert.Empty(mapper.GetDependencies([]));
        foreach (DataViewSchema.Column column in mapper.OutputSchema)
        {
            string[] expected = column.Index < data.Schema.Count ? [column.Name] : Inputs;
            Assert.Equal(expected, mapper.GetDependencies([column]).Select(input => input.Name));
        }
    }

    [Fact]
    public void GettersAreForActiveColumnsOfTheirTypeOnARow()
    {
        IDataView view = View();
        DataViewSchema.Column column = view.Schema[^1], other = view.Schema["Id"];
        using DataViewRowCursor cursor = view.GetRowCursor([column]);

        Assert.True(cursor.IsColumnActive(column));
        Assert.False(cursor.IsColumnActive(other));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<int>(other));
        Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<decimal>(column));
        Func<object> reader = RowValue.Reader(cursor, column);
        Assert.ThrowsAny<Exception>(() => reader());
        Assert.True(cursor.MoveNext());
        RowValue.AssertSame(RowValue.ReadAll(view, column)[0][0], reader());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void SetsOfCursorsGiveEveryRowOnceAlsoShuffled(int cursors)
    {
        var watched = new WatchedView(Ml.Data.Cache(Data(Count)));
        IDataView view = Transformer.Transform(watched);
        DataViewSchema.Column[] all = [.. view.Schema];
        int id = view.Schema["Id"].Index;
        List<object[]> expected = RowValue.ReadAll(view, all);
        Assert.Equal(watched.CanShuffle, view.CanShuffle);
        Assert.Equal(Count, view.GetRowCount());

        foreach (Random? random in new[] { null, new Random(3) })
        {
            var found = new ConcurrentDictionary<int, object[]>();
            Parallel.ForEach(view.GetRowCursorSet(all, cursors, random), cursor =>
            {
                using (cursor)
                {
                    foreach (object[] row in RowValue.ReadAll(cursor, all))
                        Assert.True(found.TryAdd((int)((double[])row[id])[0], row));
                }
            });

            Assert.Equal(Count, found.Count);
            for (int row = 0; row < Count; row++)
                Assert.All(all, column => RowValue.AssertSame(expected[row][column.Index], found[row][column.Index]));
        }

        Assert.Equal(0, watched.Open);
    }

    [Fact]
    public void CursorsSideBySideGiveTheSame()
    {
        IDataView view = View();
        DataViewSchema.Column[] all = [.. view.Schema];
        List<object[]> expected = RowValue.ReadAll(view, all);

        Parallel.For(0, 4, _ =>
        {
            List<object[]> rows = RowValue.ReadAll(view, all);
            for (int row = 0; row < Count; row++)
                Assert.All(all, column => RowValue.AssertSame(expected[row][column.Index], rows[row][column.Index]));
        });
    }

    [Fact]
    public void ACursorCanBeLeftAtAnyRow()
    {
        var watched = new WatchedView(Data(Count));
        IDataView view = Transformer.Transform(watched);
        for (int rows = 0; rows <= Count; rows += 3)
        {
            DataViewRowCursor cursor = view.GetRowCursor([.. view.Schema]);
            Func<object> reader = RowValue.Reader(cursor, view.Schema[^1]);
            for (int i = 0; i < rows; i++)
                Assert.True(cursor.MoveNext());
            if (rows > 0)
                reader();

            cursor.Dispose();
            cursor.Dispose();

            Assert.Equal(0, watched.Open);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void AnErrorOfTheInputComesAfterTheRowsBeforeIt(int bad)
    {
        var watched = new WatchedView(Data(Count)) { BadRow = bad };
        IDataView view = Transformer.Transform(watched);
        using (DataViewRowCursor cursor = view.GetRowCursor([.. view.Schema]))
        {
            Func<object> reader = RowValue.Reader(cursor, view.Schema["Id"]);
            for (int row = 0; row < bad; row++)
            {
                Assert.True(cursor.MoveNext());
                Assert.Equal(row, ((double[])reader())[0]);
            }

            Assert.Contains($"Row {bad} is bad", Assert.Throws<InvalidDataException>(() => cursor.MoveNext()).Message);
        }

        Assert.Equal(0, watched.Open);
    }

    [Fact]
    public void RowsCostNoMemory()
    {
        Assert.SkipWhen(RowsCostMemory, "Each row gives something of its own.");
        const int many = 1500, few = 300;
        IDataView view = Transformer.Transform(Ml.Data.Cache(Data(many)));
        DataViewSchema.Column[] columns = [.. view.Schema.Where(column => column.Index >= Inner || column.Name == "Name")];
        Read(many);
        long least = long.MaxValue;
        // What other threads of the process allocate meanwhile is not ours: the least of some measurements is.
        for (int round = 0; round < 5; round++)
            least = Math.Min(least, Read(many) - Read(few));

        Assert.InRange(least, long.MinValue, 16_384);

        long Read(int rows)
        {
            using DataViewRowCursor cursor = view.GetRowCursor(columns);
            Action[] readers = [.. columns.Select(column => Getter(cursor, column))];
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int row = 0; row < rows && cursor.MoveNext(); row++)
            {
                foreach (Action read in readers)
                    read();
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        }
    }

    private static Action Getter(DataViewRow row, DataViewSchema.Column column)
    {
        var make = (Func<DataViewRow, DataViewSchema.Column, Action>)Of<int>;
        return (Action)make.Method.GetGenericMethodDefinition().MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

        static Action Of<T>(DataViewRow row, DataViewSchema.Column column)
        {
            ValueGetter<T> getter = row.GetGetter<T>(column);
            T value = default!;
            return () => getter(ref value);
        }
    }

    private int Inner => Data(0).Schema.Count;

    private IDataView View() => Transformer.Transform(Data(Count));
}
