namespace MlNetDeep;

/// <content>Activations.</content>
public sealed partial class NetworkBuilder
{
    /// <summary>The rectifier: max(0, x).</summary>
    /// <param name="name">The name of the layer. The default value is <c>relu</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder ReLU(string? name = null) => Append(_draft.NameLayer(name, "relu"), Attributes.Node("Relu"));

    /// <summary>A rectifier with a slope on the negative side: x, or slope * x below 0.</summary>
    /// <param name="slope">The slope. The default value is 0.01.</param>
    /// <param name="name">The name of the layer. The default value is <c>leaky_relu</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="OptionsException">The slope is not finite.</exception>
    public NetworkBuilder LeakyReLU(float slope = 0.01f, string? name = null)
    {
        var layer = _draft.NameLayer(name, "leaky_relu");
        new LayerProblems(layer).Require(float.IsFinite(slope), "slope", "finite", slope).ThrowIfAny();
        return Append(layer, Attributes.Node("LeakyRelu").With("alpha", slope));
    }

    /// <summary>Values below a lowest and above a highest one become those: min(max(x, lowest), highest).</summary>
    /// <param name="lowest">The lowest value. The default value is 0.</param>
    /// <param name="highest">The highest value. The default value is 6: a ReLU6, with the lowest of 0.</param>
    /// <param name="name">The name of the layer. The default value is <c>clip</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    /// <exception cref="OptionsException">A bound is not finite, or the lowest is above the highest.</exception>
    public NetworkBuilder Clip(float lowest = 0, float highest = 6, string? name = null)
    {
        var layer = _draft.NameLayer(name, "clip");
        new LayerProblems(layer)
            .Require(float.IsFinite(lowest), "lowest", "finite", lowest)
            .Require(float.IsFinite(highest) && !(lowest > highest), "highest", $"finite and at least {lowest}", highest)
            .ThrowIfAny();
        return Append(
            layer, Attributes.Node("Clip"),
            TensorDraft.Scalar($"{layer}.min", lowest), TensorDraft.Scalar($"{layer}.max", highest));
    }

    /// <summary>The logistic function: 1 / (1 + exp(-x)).</summary>
    /// <param name="name">The name of the layer. The default value is <c>sigmoid</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder Sigmoid(string? name = null) =>
        Append(_draft.NameLayer(name, "sigmoid"), Attributes.Node("Sigmoid"));

    /// <summary>The hyperbolic tangent.</summary>
    /// <param name="name">The name of the layer. The default value is <c>tanh</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder Tanh(string? name = null) => Append(_draft.NameLayer(name, "tanh"), Attributes.Node("Tanh"));

    /// <summary>Softmax over axis 1 (classes or channels): positive numbers that sum to 1.</summary>
    /// <param name="name">The name of the layer. The default value is <c>softmax</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder Softmax(string? name = null) =>
        Append(_draft.NameLayer(name, "softmax"), Attributes.Node("Softmax").With("axis", 1));

    /// <summary>A sigmoid in three straight pieces: min(max(x / 6 + 0.5, 0), 1).</summary>
    /// <param name="name">The name of the layer. The default value is <c>hard_sigmoid</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder HardSigmoid(string? name = null) => Append(
        _draft.NameLayer(name, "hard_sigmoid"),
        Attributes.Node("HardSigmoid").With("alpha", 1 / 6f).With("beta", 0.5f));

    /// <summary>
    /// The hard swish: x * min(max(x / 6 + 0.5, 0), 1). Howard et al., "Searching for MobileNetV3", 2019.
    /// </summary>
    /// <param name="name">The name of the layer. The default value is <c>hard_swish</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder HardSwish(string? name = null)
    {
        var layer = _draft.NameLayer(name, "hard_swish");
        return Combine(layer, "Mul", HardSigmoid($"{layer}.gate"));
    }

    /// <summary>
    /// The sigmoid linear unit (swish): x / (1 + exp(-x)). Elfwing, Uchibe and Doya, "Sigmoid-Weighted Linear Units for
    /// Neural Network Function Approximation in Reinforcement Learning", 2017.
    /// </summary>
    /// <param name="name">The name of the layer. The default value is <c>silu</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder SiLU(string? name = null)
    {
        var layer = _draft.NameLayer(name, "silu");
        return Combine(layer, "Mul", Sigmoid($"{layer}.gate"));
    }

    /// <summary>
    /// The Gaussian error linear unit: x * (1 + erf(x / sqrt(2))) / 2. Hendrycks and Gimpel, "Gaussian Error Linear Units",
    /// 2016.
    /// </summary>
    /// <param name="name">The name of the layer. The default value is <c>gelu</c> and a number.</param>
    /// <returns>A builder that ends in the new layer.</returns>
    public NetworkBuilder Gelu(string? name = null)
    {
        var layer = _draft.NameLayer(name, "gelu");
        var shifted = With($"{layer}.scaled", "Div", MathF.Sqrt(2)).Step($"{layer}.erf", Attributes.Node("Erf"))
            .With($"{layer}.shifted", "Add", 1);
        return Append(
            layer, Attributes.Node("Mul"), [Combine(_draft.NameLayer($"{layer}.gated", ""), "Mul", shifted)._value],
            TensorDraft.Scalar($"{layer}.half", 0.5f));
    }
}
