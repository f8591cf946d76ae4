using System.Globalization;

namespace MlNetDeep;

/// <summary>Walks an architecture's table and adds its layers to a network.</summary>
internal sealed class LayerWalk(ArchitectureOptions options)
{
    private readonly OrderedDictionary<string, NetworkBuilder> _auxiliary = [];

    /// <summary>The ends of the auxiliary heads that were met, by name.</summary>
    public IReadOnlyDictionary<string, NetworkBuilder> Auxiliary => _auxiliary;

    /// <summary>Adds all layers, and the activation that makes probabilities of the classes' logits.</summary>
    public NetworkBuilder Run(NetworkBuilder input, IReadOnlyList<Layer> layers, int classes) =>
        Finish(Chain(input, layers, "", numbered: false), classes, null);

    private static NetworkBuilder Finish(NetworkBuilder logits, int classes, string? name) =>
        classes == 1 ? logits.Sigmoid(name) : logits.Softmax(name);

    // Hidden layers feed ReLUs; the last one begins as PyTorch's do.
    private static Initializer Init(bool final) => final ? Initializer.FanInUniform : Initializer.HeUniform;

    private static string Below(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private NetworkBuilder Chain(NetworkBuilder at, IReadOnlyList<Layer> layers, string path, bool numbered)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            at = Add(at, layers[i], path, numbered ? i.ToString(CultureInfo.InvariantCulture) : null);
        }

        return at;
    }

    private NetworkBuilder Add(NetworkBuilder at, Layer layer, string parent, string? place = null)
    {
        // A group without a name adds none; other layers without one get the builder's.
        var own = layer.Name ?? place;
        var path = own is null ? parent : Below(parent, own);
        var name = own is null ? null : path;
        return layer switch
        {
            Layer.Conv l => at.Conv2D(
                l.Filters, l.Kernel, l.Stride, l.Padding, groups: l.Groups, bias: l.Bias, init: Init(l.Final), name: name),
            Layer.Dense l => at.Dense(l.Units, init: Init(l.Final), name: name),
            Layer.BatchNorm l => at.BatchNorm(l.Epsilon, name: name),
            Layer.ResponseNorm => at.LocalResponseNorm(5, name: name),
            Layer.Activation l => Activate(at, l.Kind, name),
            Layer.Dropout l => at.Dropout(l.Rate, name),
            Layer.MaxPool l => at.MaxPool2D(l.Kernel, l.Stride, l.Padding, ceiling: l.Ceiling, name: name),
            Layer.AveragePool l => at.AveragePool2D(l.Kernel, l.Stride, ceiling: l.Ceiling, name: name),
            Layer.AdaptivePool l => at.AdaptiveAveragePool2D(l.Grid, name),
            Layer.GlobalPool => at.GlobalAveragePool(name),
            Layer.Flatten => at.Flatten(name),
            Layer.Sequence l => Chain(at, l.Layers, path, numbered: true),
            Layer.Group l => Chain(at, l.Layers, path, numbered: false),
            Layer.Branches l => at.Join([.. l.Layers.Select(b => Add(at, b, path))], Below(path, l.End)),
            Layer.Residual l => Add(at, l.Body, path)
                .Add(l.Shortcut is { } way ? Add(at, way, path) : at, Below(path, l.End)),
            Layer.ZeroPaddedShortcut l => at.ZeroPaddedShortcut(l.Channels, l.Stride, path),
            Layer.Auxiliary l => AddAuxiliary(at, l, path),
            Layer.UpConv l => at.ConvTranspose2D(l.Filters, 2, 2, init: Init(false), name: name),
            Layer.Identity => at,
            Layer.Gated l => at.Multiply(Add(at, l.Gate, path), Below(path, "multiply")),
            Layer.LayerNorm => at.LayerNorm(1e-6f, name: name),
            Layer.Linear l => at.Linear(l.Units, path),
            Layer.Permute l => at.Permute(l.Axes, path),
            Layer.LearnedScale l => at.LearnedScale(l.Start, path),
            Layer.Tokens => at.Tokens(path),
            Layer.ClassToken => at.ClassToken(path),
            Layer.Positions => at.Positions(path),
            Layer.Attention l => at.SelfAttention(l.Heads, path),
            Layer.FirstToken => at.FirstToken(path),
            _ => throw new InvalidOperationException($"The table has a layer of unknown kind {layer.GetType().Name}."),
        };
    }

    private static NetworkBuilder Activate(NetworkBuilder at, ActivationKind kind, string? name) => kind switch
    {
        ActivationKind.ReLU => at.ReLU(name),
        ActivationKind.ReLU6 => at.Clip(0, 6, name),
        ActivationKind.Tanh => at.Tanh(name),
        ActivationKind.Sigmoid => at.Sigmoid(name),
        ActivationKind.HardSigmoid => at.HardSigmoid(name),
        ActivationKind.SiLU => at.SiLU(name),
        ActivationKind.HardSwish => at.HardSwish(name),
        ActivationKind.Gelu => at.Gelu(name),
        _ => throw new InvalidOperationException($"The table has an activation of unknown kind {kind}."),
    };

    private NetworkBuilder AddAuxiliary(NetworkBuilder at, Layer.Auxiliary head, string path)
    {
        if (options.AuxiliaryHeads)
        {
            var logits = Chain(at, head.Layers, path, numbered: false);
            _auxiliary.Add(path, Finish(logits, logits.Shape[0], Below(path, "probabilities")));
        }

        return at;
    }
}
