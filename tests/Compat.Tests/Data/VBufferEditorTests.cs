using Microsoft.ML.Data;
using Xunit;

namespace MlNetDeep.Compat.Tests.Data;

public sealed class VBufferEditorTests
{
    [Fact]
    public void ANewDenseEditorHasRoomForAllValues()
    {
        VBuffer<float> buffer = default;
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 3);
        Assert.Equal(3, editor.Values.Length);
        Assert.True(editor.CreatedNewValues);
        editor.Values[0] = 1;
        editor.Values[1] = 2;
        editor.Values[2] = 3;
        buffer = editor.Commit();
        Assert.True(buffer.IsDense);
        Assert.Equal([1f, 2f, 3f], buffer.DenseValues());
    }

    [Fact]
    public void AnEditorReusesABufferThatIsLargeEnough()
    {
        float[] values = new float[8];
        var buffer = new VBuffer<float>(8, values);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 5);
        Assert.False(editor.CreatedNewValues);
        editor.Values[0] = 42;
        buffer = editor.Commit();
        Assert.Equal(5, buffer.Length);
        Assert.Equal(42, values[0]);
    }

    [Fact]
    public void AnEditorMakesRoomWhenTheBufferIsTooSmall()
    {
        var buffer = new VBuffer<float>(2, [1f, 2f]);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 4);
        Assert.True(editor.CreatedNewValues);
        Assert.Equal(4, editor.Values.Length);
    }

    [Fact]
    public void AnEditorKeepsTheOldValuesWhenAskedTo()
    {
        var buffer = new VBuffer<float>(2, [1f, 2f]);
        VBufferEditor<float> editor = VBufferEditor.Create(ref buffer, 4, keepOldOnResize: true);
        editor.Values[2] = 3;
        editor.Values[3] = 4;
        Assert.Equal([1f, 2f, 3f, 4f], editor.Commit().DenseValues());
    }

    [Fact]
    public void ASparseEditorHasIndices()
    {
        VBuffer<int> buffer = default;
        VBufferEditor<int> editor = VBufferEditor.Create(ref buffer, 10, 2);
        Assert.True(editor.CreatedNewIndices);
        Assert.Equal(2, editor.Indices.Length);
        editor.Values[0] = 7;
        editor.Indices[0] = 3;
        editor.Values[1] = 8;
        editor.Indices[1] = 9;
        buffer = editor.Commit();
        Assert.False(buffer.IsDense);
        Assert.Equal(10, buffer.Length);
        Assert.Equal(7, buffer.GetItemOrDefault(3));
        Assert.Equal(8, buffer.GetItemOrDefault(9));
    }

    [Fact]
    public void ADenseEditorHasNoIndicesUnlessRequired()
    {
        VBuffer<int> buffer = default;
        Assert.True(VBufferEditor.Create(ref buffer, 2).Indices.IsEmpty);
        Assert.Equal(2, VBufferEditor.Create(ref buffer, 2, requireIndicesOnDense: true).Indices.Length);
    }

    [Fact]
    public void TruncatingMakesASparseBuffer()
    {
        VBuffer<int> buffer = default;
        VBufferEditor<int> editor = VBufferEditor.Create(ref buffer, 6, 4);
        editor.Values[0] = 5;
        editor.Indices[0] = 2;
        buffer = editor.CommitTruncated(1);
        Assert.Equal(6, buffer.Length);
        Assert.Equal([0, 0, 5, 0, 0, 0], buffer.DenseValues());
        Assert.Equal(1, buffer.GetValues().Length);
    }

    [Fact]
    public void AnEditorOfABufferChangesIt()
    {
        var buffer = new VBuffer<int>(4, 2, [1, 2], [0, 3]);
        VBufferEditor<int> editor = VBufferEditor.CreateFromBuffer(ref buffer);
        Assert.Equal([1, 2], editor.Values.ToArray());
        Assert.Equal([0, 3], editor.Indices.ToArray());
        editor.Values[1] = 20;
        editor.Indices[1] = 2;
        Assert.Equal([1, 0, 20, 0], editor.Commit().DenseValues());
    }
}
