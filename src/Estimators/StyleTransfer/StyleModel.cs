namespace MlNetDeep;

/// <summary>What a style transfer is made of, besides its options: this is what a saved model holds.</summary>
/// <param name="Network">The network up to the layers, which are its outputs.</param>
/// <param name="ContentValues">The values compared with those of the content picture.</param>
/// <param name="StyleValues">The values whose Gram matrices are compared, with weights that add up to 1.</param>
/// <param name="Styles">The style pictures, with shares that add up to 1.</param>
internal sealed record StyleModel(
    Network Network, IReadOnlyList<string> ContentValues, IReadOnlyList<StyleLayer> StyleValues, IReadOnlyList<StyleSource> Styles);
