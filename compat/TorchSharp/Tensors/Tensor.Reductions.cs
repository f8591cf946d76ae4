using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor all() => Operators.All.Call(this);

        public Tensor all(long dim, bool keepdim = false) => Operators.AllDim.Call(this, dim, keepdim);

        public Tensor any() => Operators.Any.Call(this);

        public Tensor any(long dim, bool keepdim = false) => Operators.AnyDim.Call(this, dim, keepdim);

        public Tensor sum(ScalarType? type = null) => Operators.Sum.Call(this, type);

        public Tensor sum(long dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.SumDim.Call(this, new[] { dim }, keepdim, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) =>
            Operators.SumDim.Call(this, dim, keepdim, type);

        public Tensor mean() => Operators.Mean.Call(this);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Operators.MeanDim.Call(this, dimensions, keepdim, type);

        public Tensor var(bool unbiased = true) => Operators.Var.Call(this, unbiased);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Converted(Operators.VarDim.Call(this, dimensions, unbiased, keepdim), type);

        public Tensor max() => Operators.Max.Call(this);

        public Tensor max(Tensor other) => Operators.Maximum.Call(this, other);

        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            Operators.MaxDim.CallPair(this, dim, keepdim);

        public Tensor min() => Operators.Min.Call(this);

        public Tensor min(Tensor other) => Operators.Minimum.Call(this, other);

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            Operators.MinDim.CallPair(this, dim, keepdim);

        public Tensor argmax() => Operators.Argmax.Call(this);

        public Tensor argmax(long dim, bool keepdim = false) => Operators.Argmax.Call(this, dim, keepdim);

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            NoTarget(Operators.Amax.Call(this, dims, keepdim), @out);

        public Tensor amax(params long[] dims) => Operators.Amax.Call(this, dims);

        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true) =>
            Operators.Topk.CallPair(this, k, dim, largest, sorted);

        public Tensor norm(float p = 2) => Operators.Norm.Call(this, (double)p);

        private static Tensor Converted(Tensor result, ScalarType? type) =>
            type is { } given ? result.to_type(given, false, true) : result;

        private static Tensor NoTarget(Tensor result, Tensor? target) => target is null
            ? result
            : throw new NotSupportedException("This stand-in for TorchSharp writes no results into given tensors.");
    }
}
