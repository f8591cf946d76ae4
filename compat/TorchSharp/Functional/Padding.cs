using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                mode == PaddingModes.Constant ? Operators.Pad.Call(input, pad, "constant", value) : Operators.Pad.Call(input, pad, mode.ToString().ToLowerInvariant());
        }
    }
}
