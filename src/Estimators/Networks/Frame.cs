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

    /// <summary>Whether convolutions and matrix products run in bfloat16.</summary>
    public bool BFloat16 { get; set; }

    public Tensor this[int slot]
    {
        get => Values[slot]!;
        set => Values[slot] = value;
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
}
