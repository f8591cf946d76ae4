using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor alias() => new(NativeError.CheckHandle(NativeMethods.mlnd_alias(Handle)));

        public Tensor contiguous() => Operators.Contiguous.Call(this);

        public Tensor view(params long[] shape) => Operators.View.Call(this, shape);

        public Tensor reshape(params long[] shape) => Operators.Reshape.Call(this, shape);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) =>
            Operators.Flatten.Call(this, start_dim, end_dim);

        public Tensor transpose(long dim0, long dim1) => Operators.Transpose.Call(this, dim0, dim1);

        public Tensor permute(params long[] permutation) => Operators.Permute.Call(this, permutation);

        public Tensor t() => Operators.T.Call(this);

        public Tensor squeeze(long? dim = null) =>
            dim is { } given ? Operators.SqueezeDim.Call(this, given) : Operators.Squeeze.Call(this);

        public Tensor unsqueeze(long dim) => Operators.Unsqueeze.Call(this, dim);

        public Tensor narrow(long dim, long start, long length) => Operators.Narrow.Call(this, dim, start, length);

        public Tensor slice(long dim, long start, long finish, long step) =>
            Operators.Slice.Call(this, dim, start, finish, step);

        public Tensor select(long dim, long index) => Operators.Select.Call(this, dim, index);

        public Tensor index_select(long dim, Tensor index) => Operators.IndexSelect.Call(this, dim, index);

        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) =>
            Operators.AsStrided.Call(this, size, strides, storageOffset);

        public Tensor expand(params long[] sizes) => Operators.Expand.Call(this, sizes);

        public Tensor expand_as(Tensor other) => Operators.ExpandAs.Call(this, other);

        public Tensor flip(params long[] dims) => Operators.Flip.Call(this, dims);

        public Tensor pin_memory() => Operators.PinMemory.Call(this);

        public Tensor[] split(long size, int dim = 0) => Operators.Split.CallList(this, size, dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Operators.SplitSizes.CallList(this, sizes, dim);

        public Tensor[] chunk(long chunks, long dim = 0) => Operators.Chunk.CallList(this, chunks, dim);
    }
}
