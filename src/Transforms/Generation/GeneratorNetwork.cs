namespace MlNetDeep;

/// <summary>A network that was found to be a generator.</summary>
/// <param name="Network">The network: input <c>z</c>, labelled with its classes.</param>
/// <param name="Layout">What its input is made up of.</param>
/// <param name="Input">The shape of a row of input.</param>
/// <param name="Image">The image that it gives, [C, H, W].</param>
/// <param name="Classes">The classes; null when images cannot be asked for by class.</param>
/// <param name="Pixels">What makes pixels of its values.</param>
internal sealed record GeneratorNetwork(
    Network Network, GeneratorLayout Layout, InputShape Input, GeneratedShape Image, ClassLabels? Classes, PixelRestoring Pixels)
{
    /// <summary>The name that the input of every generator gets.</summary>
    public const string InputName = "z";

    /// <summary>Checks that a network is a generator, and makes it ready.</summary>
    /// <exception cref="DeepLearningException">The network is no generator, or the classes do not fit it.</exception>
    public static GeneratorNetwork For(Network network, ClassLabels? classes)
    {
        IReadOnlyList<int> known = network.Generator is { } given ? [given.Length] : [];
        InputShape input = InputShape.Of(network, known);
        GeneratorLayout layout = network.Generator ?? new GeneratorLayout(input.Size);
        if (layout.Length != input.Size)
        {
            throw new DeepLearningException(
                $"Network '{network.Name}' says that its input is {layout.Latents} latent numbers and {layout.Classes} classes, "
                + $"but input '{input.Name}' is {input}: {input.Size} numbers. Correct it with Network.WithGenerator.");
        }

        GeneratedShape image = GeneratedShape.Of(network);
        classes = ClassesOf(network, layout, classes);
        if (classes is { IsNamed: true })
            network = network.WithLabels(classes.Texts);
        if (network.Inputs[0].Name != InputName && !network.Nodes.Any(n => n.Outputs.Contains(InputName)) && !network.Tensors.ContainsKey(InputName))
        {
            network = network.WithInputName(InputName);
            input = InputShape.Of(network, known);
        }

        return new GeneratorNetwork(network, layout, input, image, classes, PixelRestoring.Of(network, image.Channels));
    }

    /// <summary>The place of a class among the classes.</summary>
    /// <exception cref="OptionsException">There are no classes, or not this one.</exception>
    public int ClassIndex(string name)
    {
        if (Classes is null)
            throw new OptionsException([$"Class is '{name}', but network '{Network.Name}' has no classes."]);
        for (int i = 0; i < Classes.Count; i++)
        {
            if (Classes.Texts[i] == name)
                return i;
        }

        throw new OptionsException(
            [$"Class is '{name}'; expected one of the {Classes.Count} classes {ClassList.Of(Classes)}."]);
    }

    private static ClassLabels? ClassesOf(Network network, GeneratorLayout layout, ClassLabels? given)
    {
        if (given is not null && given.Count != layout.Classes)
        {
            throw new DeepLearningException(
                $"There are {given.Count} classes, but the input of network '{network.Name}' has {layout.Classes} numbers for "
                + "them. Say with Network.WithGenerator how many of its inputs are classes.");
        }

        if (layout.Classes == 0)
            return null;
        return given ?? (network.Labels is { } labels && labels.Count == layout.Classes
            ? ClassLabels.FromText(labels)
            : ClassLabels.Unnamed(layout.Classes));
    }
}
