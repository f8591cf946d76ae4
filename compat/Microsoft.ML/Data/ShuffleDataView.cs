using Microsoft.ML.Hosting;

namespace Microsoft.ML.Data;

/// <summary>Rows drawn at random from a pool that is refilled from the source, which may be shuffled itself.</summary>
internal sealed partial class ShuffleDataView(IDataView source, int seed, int poolRows, bool shuffleSource) : IDataView
{
    private readonly IDataView _source = ValueSlot.Cacheable(source);

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        rand ??= TauswortheRandom.Create(seed);
        Random sourceRand = shuffleSource ? new TauswortheRandom(rand) : null;
        bool[] active = ActiveColumns.Of(Schema, columnsNeeded);
        DataViewRowCursor input = _source.GetRowCursor(ActiveColumns.Select(Schema, active), sourceRand);
        return poolRows == 1 ? input : new Cursor(input, active, poolRows, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
