using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Operators.Linear.Call(input, weights, bias);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.Conv2d.Call(input, weight, bias, strides ?? s_ones, padding ?? s_zeros, dilation ?? s_ones, groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Operators.ConvTranspose2d.Call(input, weight, bias, strides ?? s_ones, padding ?? s_zeros, output_padding ?? s_zeros, groups, dilation ?? s_ones);

            private static readonly long[] s_ones = [1, 1];
            private static readonly long[] s_zeros = [0, 0];
        }
    }
}
