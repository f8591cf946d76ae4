using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor batch_norm(Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Operators.BatchNorm.Call(input, weight, bias, running_mean, running_var, training, momentum, eps, true);

            public static Tensor instance_norm(Tensor input, Tensor? running_mean = null, Tensor? running_var = null, Tensor? weight = null, Tensor? bias = null, bool use_input_stats = true, double momentum = 0.1, double eps = 1e-05) =>
                Operators.InstanceNorm.Call(input, weight, bias, running_mean, running_var, use_input_stats, momentum, eps, true);

            public static Tensor local_response_norm(Tensor input, long size, double alpha = 0.0001, double beta = 0.75, double k = 1)
            {
                if (input.ndim != 4)
                {
                    throw new ArgumentException($"local_response_norm takes [N, C, H, W] here; the input has {input.ndim} dimensions.", nameof(input));
                }

                using DisposeScope scope = NewDisposeScope();
                // The mean over a window of channels is a pooling over the channels as depth.
                Tensor squares = (input * input).unsqueeze(1);
                Tensor padded = Operators.Pad.Call(squares, new[] { 0, 0, 0, 0, size / 2, (size - 1) / 2 });
                Tensor mean = Operators.AvgPool3d.Call(padded, new[] { size, 1, 1 }, new long[] { 1, 1, 1 }).squeeze(1);
                return (input / ((mean * alpha) + k).pow(beta)).MoveToOuterDisposeScope();
            }
        }
    }
}
