namespace MlNetDeep;

/// <summary>How a <see cref="TorchNetwork"/> is set up.</summary>
public sealed class TorchNetworkOptions
{
    /// <summary>Where parameters and activations live: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>. The default value is <c>cpu</c>.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>
    /// Whether convolutions work on channels-last memory. Shapes stay <c>[N, C, H, W]</c>. The default value, null, means
    /// yes, except on the CPU for a network with convolutions of large maps (VGG at 224 x 224), whose gradients take libtorch
    /// up to three times as long on such memory.
    /// </summary>
    public bool? ChannelsLast { get; init; }

    /// <summary>
    /// Whether convolutions and matrix products run in bfloat16, while parameters, norms and losses stay float32.
    /// The default value is <see langword="false"/>.
    /// </summary>
    public bool BFloat16 { get; init; }

    /// <summary>
    /// Whether a final Softmax, LogSoftmax or Sigmoid is left out, so that the result is the logits that a loss wants.
    /// The default value is <see langword="false"/>.
    /// </summary>
    public bool StripOutputActivation { get; init; }

    /// <summary>
    /// The group of a parameter, counted from 0, or -1 to freeze it. The default value, null, puts all parameters into
    /// group 0. Parameters that the network itself marks as not trainable are always frozen.
    /// </summary>
    public Func<NetworkParameter, int>? GroupOf { get; init; }

    /// <summary>
    /// Whether <see cref="TorchNetwork.ForwardAll(IReadOnlyList{TorchSharp.torch.Tensor}, Estimators.Networks.ForwardPass)"/> gives all outputs of the network, and not the first one alone. The
    /// default value is <see langword="false"/>: what only the other outputs need is not computed.
    /// </summary>
    internal bool AllOutputs { get; init; }

    /// <summary>Whether weights are divided by their largest singular value, see <see cref="Estimators.Networks.SpectralNormalization"/>.</summary>
    internal bool SpectralNormalization { get; init; }

    /// <summary>A value inside the network whose gradient is wanted, see <see cref="TorchNetwork.ForwardWithTap"/>; null for none.</summary>
    internal string? Tap { get; init; }
}
