using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>What holds for every vector, dense or sparse.</summary>
public sealed class VBufferProperties
{
    /// <summary>A vector as an array, and which of its slots are explicit; the others are zero.</summary>
    private static readonly Arbitrary<(int[] Values, bool[] Explicit)> _vectors = (
        from length in Gen.Choose(0, 20)
        from values in Gen.ArrayOf(Gen.Choose(-5, 5), length)
        from flags in Gen.ArrayOf(Gen.Elements(true, false), length)
        select (values, flags)).ToArbitrary();

    [Fact]
    public void SparseAndDenseHoldTheSameValues() => Check(_vectors, vector =>
    {
        (int[] expected, VBuffer<int> buffer) = Make(vector);
        return buffer.DenseValues().SequenceEqual(expected)
            && Enumerable.Range(0, expected.Length).All(i => buffer.GetItemOrDefault(i) == expected[i])
            && buffer.Items(all: true).Select(item => item.Value).SequenceEqual(expected)
            && buffer.Items().All(item => expected[item.Key] == item.Value);
    });

    [Fact]
    public void EveryWayOfCopyingGivesTheSame() => Check(_vectors, vector =>
    {
        (int[] expected, VBuffer<int> buffer) = Make(vector);
        var array = new int[expected.Length];
        buffer.CopyTo(array);
        var copy = new VBuffer<int>(3, [7, 7, 7]);
        buffer.CopyTo(ref copy);
        var dense = new VBuffer<int>(9, 1, [7], [4]);
        buffer.CopyToDense(ref dense);
        return array.SequenceEqual(expected)
            && copy.DenseValues().SequenceEqual(expected) && copy.IsDense == buffer.IsDense
            && dense.GetValues().SequenceEqual(expected);
    });

    [Fact]
    public void ARangeIsTheRangeOfTheArray() => Check(
        (from vector in _vectors.Generator
         from start in Gen.Choose(0, vector.Values.Length)
         from length in Gen.Choose(0, vector.Values.Length - start)
         select (vector, start, length)).ToArbitrary(),
        range =>
        {
            (int[] expected, VBuffer<int> buffer) = Make(range.vector);
            VBuffer<int> part = default;
            buffer.CopyTo(ref part, range.start, range.length);
            return part.DenseValues().SequenceEqual(expected.Skip(range.start).Take(range.length));
        });

    [Fact]
    public void AnEditorWritesWhatIsReadBack() => Check(_vectors, vector =>
    {
        (int[] expected, VBuffer<int> buffer) = Make(vector);
        var target = new VBuffer<int>(30, new int[30]);
        VBufferEditor<int> editor = VBufferEditor.Create(ref target, buffer.Length, buffer.GetValues().Length);
        buffer.GetValues().CopyTo(editor.Values);
        if (!buffer.IsDense)
        {
            buffer.GetIndices().CopyTo(editor.Indices);
        }

        return editor.Commit().DenseValues().SequenceEqual(expected);
    });

    private static void Check<T>(Arbitrary<T> inputs, Func<T, bool> holds) =>
        Prop.ForAll(inputs, holds).QuickCheckThrowOnFailure();

    private static (int[] Expected, VBuffer<int> Buffer) Make((int[] Values, bool[] Explicit) vector)
    {
        int[] indices = [.. Enumerable.Range(0, vector.Values.Length).Where(i => vector.Explicit[i])];
        int[] expected = [.. vector.Values.Select((value, i) => vector.Explicit[i] ? value : 0)];
        int[] values = [.. indices.Select(i => expected[i])];
        return (expected, new VBuffer<int>(expected.Length, values.Length, values, indices));
    }
}
