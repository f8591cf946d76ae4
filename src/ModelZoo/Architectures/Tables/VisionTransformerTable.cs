using static MlNetDeep.ActivationKind;
using static MlNetDeep.Layer;

namespace MlNetDeep;

/// <summary>ViT-B/16.</summary>
internal static class VisionTransformerTable
{
    private const int Width = 768;

    public static IReadOnlyList<Architecture> All { get; } =
    [
        new(
            "vit_b_16", "ViT-B/16", 2020,
            "Dosovitskiy et al., \"An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale\", 2020", Layers)
        {
            MinimumSize = 16, SizeStep = 16,
        },
    ];

    private static Layer[] Layers(int classes) =>
    [
        new Conv(Width, 16, 16, Name: "conv_proj"), new Tokens("tokens"), new ClassToken("class_token"),
        new Group(
            "encoder",
            new Positions("pos_embedding"),
            new Group("layers", [.. Enumerable.Range(0, 12).Select(Block)]),
            new LayerNorm("ln")),
        new FirstToken("first_token"),
        new Group("heads", new Dense(classes, Final: true, Name: "head")),
    ];

    private static Layer Block(int number) => new Group(
        $"encoder_layer_{number}",
        new Residual(null, new Group(null, new LayerNorm("ln_1"), new Attention(12, "self_attention"))) { End = "attended" },
        new Residual(null, new Group(null, new LayerNorm("ln_2"), Perceptron())) { End = "refined" });

    private static Sequence Perceptron() =>
        new("mlp", new Linear(4 * Width), new Activation(Gelu), new Identity(), new Linear(Width));
}
