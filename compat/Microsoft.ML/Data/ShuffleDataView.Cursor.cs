using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

internal sealed partial class ShuffleDataView
{
    /// <summary>
    /// The pool is a ring of rows in the order of their arrival. A step swaps a row at random into the head and gives it
    /// out; the step after it frees the head's place for the next row of the source.
    /// </summary>
    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly Random _rand;
        private readonly int _capacity;
        private readonly ValueSlot[] _slots;
        private readonly Action<int>[] _fillers;
        private readonly Delegate[] _getters;
        private readonly ValueGetter<DataViewRowId> _id;
        private readonly ValueGetter<DataViewRowId> _inputId;
        private DataViewRowId[] _ids = [];
        private int[] _ring = [];
        private int _head;
        private int _live;
        private bool _started;
        private bool _exhausted;

        public Cursor(DataViewRowCursor input, bool[] active, int poolRows, Random rand)
        {
            _input = input;
            _rand = rand;
            _capacity = poolRows;
            _getters = new Delegate[active.Length];
            var slots = new List<ValueSlot>();
            var fillers = new List<Action<int>>();
            foreach (DataViewSchema.Column column in ActiveColumns.Select(input.Schema, active))
            {
                ValueSlot slot = ValueSlot.Create(column.Type);
                slots.Add(slot);
                fillers.Add(slot.Filler(input, column));
                _getters[column.Index] = slot.Getter(Current);
            }

            _slots = [.. slots];
            _fillers = [.. fillers];
            _inputId = input.GetIdGetter();
            _id = (ref DataViewRowId id) => id = _ids[Current()];
        }

        public override DataViewSchema Schema => _input.Schema;

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            Check.Param(column.Index < _getters.Length, nameof(column), $"There is no column {column.Index}.");
            return _getters[column.Index] != null;
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            ActiveColumns.Getter<TValue>(_getters, column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _id;

        protected override bool MoveNextCore()
        {
            if (_started)
            {
                _head = (_head + 1) % _ring.Length;
                _live--;
            }

            _started = true;
            Refill();
            if (_live == 0)
                return false;
            int chosen = (_head + _rand.Next(_live)) % _ring.Length;
            (_ring[chosen], _ring[_head]) = (_ring[_head], _ring[chosen]);
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _input.Dispose();
            base.Dispose(disposing);
        }

        private int Current()
        {
            CheckOnRow();
            return _ring[_head];
        }

        private void Refill()
        {
            while (_live < _capacity && !_exhausted)
            {
                if (!_input.MoveNext())
                {
                    _exhausted = true;
                    return;
                }

                if (_live == _ring.Length)
                    Grow();
                int slot = _ring[(_head + _live) % _ring.Length];
                foreach (Action<int> fill in _fillers)
                    fill(slot);
                _inputId(ref _ids[slot]);
                _live++;
            }
        }

        // Only before the first row is given out, while the head is at the ring's start: small data need no large pool.
        private void Grow()
        {
            int from = _ring.Length;
            int size = (int)Math.Min(_capacity, Math.Max(16, 2L * from));
            Array.Resize(ref _ring, size);
            Array.Resize(ref _ids, size);
            for (int i = from; i < size; i++)
                _ring[i] = i;
            foreach (ValueSlot slot in _slots)
                slot.Resize(size);
        }
    }
}
