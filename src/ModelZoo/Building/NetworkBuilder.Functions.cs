namespace MlNetDeep;

/// <content>Normalizations and dropout.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>
    /// Batch normalization: each channel (axis 1) is centred and scaled by the statistics of the batch while training,
    /// and by running statistics otherwise; then multiplied by a learned scale and shifted. Ioffe and Szegedy, "Batch
    /// Normalization", 2015. Its tensors, all <c>[channels]</c>, are <c>weight</c> (scale, begins at 1), <c>bias</c>
    /// (shift, 0), <c>running_mean</c> (0) and <c>running_var</c> (1).
    /// </summary>
    /// <param name="epsilon">Added to the variance. The default value is 1e-5.</param>
    /// <param name="momentum">
    /// The part of the old running statistics that stays with each batch (ONNX's convention: 0.9 here is 0.1 in
    /// PyTorch). The default value is 0.9.
    /// </param>
    /// <param name="init">How the scale begins. The default value is <see cref="Initializer.Ones"/>.</param>
    /// <param name="name">The name of the layer. The default value is <c>batch_norm</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    public NetworkBuilder BatchNorm(
        float epsilon = 1e-5f, float momentum = 0.9f, Initializer? init = null, string? name = null)
    {
        var layer = _draft.NameLayer(name, "batch_norm");
        new LayerProblems(layer)
            .Require(epsilon > 0 && float.IsFinite(epsilon), "epsilon", "above 0", epsilon)
            .Require(momentum is >= 0 and <= 1, "momentum", "from 0 to 1", momentum)
            .ThrowIfAny();
        TensorDraft Tensor(string role, Initializer initializer) =>
            TensorDraft.Weights($"{layer}.{role}", [Dims[1]], initializer, 1, 1);
        return Append(
            layer,
            Attributes.Node("BatchNormalization").With("epsilon", epsilon).With("momentum", momentum),
            Tensor("weight", init ?? Initializer.Ones),
            Tensor("bias", Initializer.Zeros),
            Tensor("running_mean", Initializer.Zeros),
            Tensor("running_var", Initializer.Ones));
    }

    /// <summary>
    /// Layer normalization: the values of the last axis are centred and scaled by their own mean and deviation, then
    /// multiplied by a learned scale and shifted. Ba, Kiros and Hinton, "Layer Normalization", 2016. Its tensors, both
    /// of the last axis' length, are <c>weight</c> (scale, begins at 1) and <c>bias</c> (shift, 0).
    /// </summary>
    /// <param name="epsilon">Added to the variance. The default value is 1e-5.</param>
    /// <param name="name">The name of the layer. The default value is <c>layer_norm</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="OptionsException">Epsilon is out of range.</exception>
    /// <remarks>A network with this layer is of ONNX operator set 17.</remarks>
    public NetworkBuilder LayerNorm(float epsilon = 1e-5f, string? name = null)
    {
        var layer = _draft.NameLayer(name, "layer_norm");
        new LayerProblems(layer)
            .Require(epsilon > 0 && float.IsFinite(epsilon), "epsilon", "above 0", epsilon)
            .ThrowIfAny();
        return Append(
            layer,
            Attributes.Node("LayerNormalization").With("axis", -1).With("epsilon", epsilon),
            TensorDraft.Weights($"{layer}.weight", [Dims[^1]], Initializer.Ones, 1, 1),
            TensorDraft.Weights($"{layer}.bias", [Dims[^1]], Initializer.Zeros, 1, 1));
    }

    /// <summary>
    /// Local response normalization: each value is divided by
    /// <c>(bias + alpha / size * sum of squares over size neighbouring channels) ^ beta</c>. Krizhevsky et al.,
    /// "ImageNet Classification with Deep Convolutional Neural Networks", 2012.
    /// </summary>
    /// <param name="size">The number of neighbouring channels.</param>
    /// <param name="alpha">The default value is 1e-4.</param>
    /// <param name="beta">The default value is 0.75.</param>
    /// <param name="bias">The default value is 1.</param>
    /// <param name="name">The name of the layer. The default value is <c>local_response_norm</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="ShapeException">The input is no image.</exception>
    /// <exception cref="OptionsException">A number is out of range.</exception>
    public NetworkBuilder LocalResponseNorm(
        int size, float alpha = 1e-4f, float beta = 0.75f, float bias = 1, string? name = null)
    {
        var layer = _draft.NameLayer(name, "local_response_norm");
        Image(layer, "local response normalization");
        new LayerProblems(layer)
            .Positive("size", size)
            .Require(float.IsFinite(alpha) && alpha >= 0, "alpha", "finite and at least 0", alpha)
            .Require(float.IsFinite(beta) && beta >= 0, "beta", "finite and at least 0", beta)
            .Require(float.IsFinite(bias) && bias > 0, "bias", "finite and above 0", bias)
            .ThrowIfAny();
        return Append(layer, Attributes.Node("LRN")
            .With("size", size).With("alpha", alpha).With("beta", beta).With("bias", bias));
    }

    /// <summary>
    /// Dropout: while training, each value becomes 0 with this probability and is divided by the rest otherwise; when
    /// scoring, nothing happens. Srivastava et al., "Dropout", 2014.
    /// </summary>
    /// <param name="rate">The probability, at least 0 and less than 1. The default value is 0.5.</param>
    /// <param name="name">The name of the layer. The default value is <c>dropout</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="OptionsException">The rate is out of range.</exception>
    public NetworkBuilder Dropout(float rate = 0.5f, string? name = null)
    {
        var layer = _draft.NameLayer(name, "dropout");
        new LayerProblems(layer).Require(rate is >= 0 and < 1, "rate", "at least 0 and less than 1", rate).ThrowIfAny();
        return Append(layer, Attributes.Node("Dropout"), TensorDraft.Scalar($"{layer}.ratio", rate));
    }
}
