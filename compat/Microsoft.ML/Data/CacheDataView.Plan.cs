using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

internal sealed partial class CacheDataView
{
    /// <summary>Deals out blocks of rows to the cursors of a set.</summary>
    private sealed class Plan(Random rand, int blockRows)
    {
        private readonly Lock _lock = new();
        private int[] _order;
        private long _next;

        /// <summary>The next block, or -1 after the last one.</summary>
        public long NextBlock(int rows, out int first, out int end)
        {
            lock (_lock)
            {
                if (rand != null)
                    _order ??= Permutation.Random(rand, rows);
                long start = _next * blockRows;
                first = (int)Math.Min(start, rows);
                end = (int)Math.Min(start + blockRows, rows);
                return first < end ? _next++ : -1;
            }
        }

        public int RowAt(int index) => _order == null ? index : _order[index];
    }
}
