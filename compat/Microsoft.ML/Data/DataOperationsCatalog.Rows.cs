using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Hosting;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        Check.Value(input, nameof(input));
        DataViewSchema.Column[] prefetch = Array.ConvertAll(
            columnsToPrefetch ?? [],
            name => input.Schema.GetColumnOrNull(name) ?? throw Check.MissingColumn("prefetch", name));
        return new CacheDataView(input, prefetch);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        Check.Value(input, nameof(input));
        Check.Param(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        int drawn = seed ?? ((TauswortheRandom)_env.Register("Shuffle").Rand).NextSigned();
        return new ShuffleDataView(input, drawn, shufflePoolSize, shuffleSource);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        Check.Value(input, nameof(input));
        Check.Param(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeDataView(input, count, long.MaxValue);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        Check.Value(input, nameof(input));
        Check.Param(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeDataView(input, 0, count);
    }
}
