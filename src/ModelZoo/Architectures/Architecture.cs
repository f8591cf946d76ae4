namespace MlNetDeep;

/// <summary>A published architecture that <see cref="Networks.Create"/> can make.</summary>
public sealed class Architecture
{
    internal Architecture(string name, string title, int year, string paper, Func<int, Layer[]> layers)
    {
        (Name, Title, Year, Paper, Layers) = (name, title, year, paper, layers);
    }

    /// <summary>What to call it in <see cref="Networks.Create"/>, for example <c>resnet50</c>.</summary>
    public string Name { get; }

    /// <summary>What people call it, for example <c>ResNet-50</c>.</summary>
    public string Title { get; }

    /// <summary>The year it was published.</summary>
    public int Year { get; }

    /// <summary>The paper that describes it.</summary>
    public string Paper { get; }

    /// <summary>The height and width in pixels of the images it was made for.</summary>
    public int Size { get; internal init; } = 224;

    /// <summary>The smallest height and width that leave something of the image on every layer.</summary>
    public int MinimumSize { get; internal init; } = 1;

    /// <summary>
    /// What height and width must be a multiple of: 16 for networks that cut the image into patches or halve it and double
    /// it again. The default value is 1: anything.
    /// </summary>
    public int SizeStep { get; internal init; } = 1;

    /// <summary>The number of channels of the images it was made for.</summary>
    public int Channels { get; internal init; } = 3;

    /// <summary>The number of classes it was made for.</summary>
    public int Classes { get; internal init; } = 1000;

    /// <summary>Whether it has heads that help training (see <see cref="ArchitectureOptions.AuxiliaryHeads"/>).</summary>
    public bool HasAuxiliaryHeads { get; internal init; }

    /// <summary>How its published weights expect pixels. Networks of its own number of channels carry it.</summary>
    public ImagePreprocessing Preprocessing { get; internal init; } = ArchitectureTable.ImageNet;

    /// <summary>Gives the table of layers for a number of classes.</summary>
    internal Func<int, Layer[]> Layers { get; }

    /// <summary>Gives the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
