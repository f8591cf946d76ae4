using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>The values of one pass through a network, by slot, and how the pass is to be run.</summary>
internal sealed class Frame(int slots)
{
    /// <summary>The value in each slot; null before it is computed and after its last use.</summary>
    public Tensor?[] Values { get; } = new Tensor?[slots];

    /// <summary>Whether Dropout drops and BatchNormalization uses the batch's own statistics.</summary>
    public bool Training { get; set; }

    /// <summary>Whether the value in a slot is a parameter that is being trained.</summary>
    public bool[] IsTrained { get; } = new bool[slots];

    /// <summary>Whether the value in a slot comes from a Dropout that never drops, see <see cref="FrozenDropout"/>.</summary>
    public bool[] IsUndropped { get; } = new bool[slots];

    /// <summary>Source of the random numbers of Dropout: the network's own, so that runs do not disturb each other.</summary>
    public required Generator Random { get; init; }

    /// <summary>Where parameters and activations live. Whole numbers about shapes stay on the CPU.</summary>
    public required Device Device { get; init; }

    /// <summary>Whether convolutions and matrix products run in bfloat16.</summary>
    public bool BFloat16 { get; set; }

    /// <summary>The value in a slot; the slot of an output that nobody reads is -1, and what is written there is dropped.</summary>
    public Tensor this[int slot]
    {
        get => Values[slot]!;
        set
        {
            if (slot >= 0)
            {
                Values[slot] = value;
            }
        }
    }

    /// <summary>The operand of a convolution or matrix product in the precision that these run in.</summary>
    public Tensor Operand(Tensor value)
    {
        if (!BFloat16)
        {
            // Behind a bfloat16 product nothing else changes the type back, so a float32 run never gets here with one.
            return value;
        }

        return value.dtype == ScalarType.Float32 ? value.to_type(ScalarType.BFloat16) : value;
    }

    /// <summary>A value in the precision of a weight: behind a bfloat16 product norms and sums work in float32 again.</summary>
    public static Tensor Like(Tensor value, Tensor weight) => value.dtype == weight.dtype ? value : value.to_type(weight.dtype);

    /// <summary>Two values on one device: that of the one which is not on the CPU.</summary>
    public (Tensor Left, Tensor Right) Together(Tensor left, Tensor right)
    {
        if (Device.type == TorchSharp.DeviceType.CPU || left.device_type == right.device_type)
        {
            return (left, right);
        }

        return left.device_type == TorchSharp.DeviceType.CPU ? (left.to(right.device), right) : (left, right.to(left.device));
    }
}
