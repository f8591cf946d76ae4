namespace MlNetDeep;

/// <summary>
/// A trained network that a NuGet package carries, with the preprocessing that it was trained with: it is there in every
/// app that references the package, without a download.
/// </summary>
public sealed class PackagedNetwork
{
    private PackagedNetwork(string name, string package, string path, ImagePreprocessing preprocessing, string origin) =>
        (Name, Package, Path, Preprocessing, Origin) = (name, package, path, preprocessing, origin);

    /// <summary>
    /// ResNet-18 without its classifier, trained on ImageNet, in the package
    /// <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c>: from <c>[N, 3, 224, 224]</c>, blue first, 0 to 255 minus the mean, to
    /// 512 features <c>[N, 512, 1, 1]</c>.
    /// </summary>
    public static PackagedNetwork ResNet18 { get; } = new(
        "resnet18-features", "Microsoft.ML.DnnImageFeaturizer.ResNet18",
        System.IO.Path.Combine("DnnImageModels", "ResNet18Onnx", "ResNet18.onnx"),
        new ImagePreprocessing
        {
            Width = 224,
            Height = 224,
            Channels = 3,
            ColorOrder = ColorOrder.Bgr,
            Scale = 1,
            Mean = [103.06f, 115.90f, 123.15f],
        },
        "Microsoft, trained on ImageNet with CNTK");

    /// <summary>All that are known.</summary>
    public static IReadOnlyList<PackagedNetwork> All { get; } = [ResNet18];

    /// <summary>What to call it, for example <c>resnet18-features</c>.</summary>
    public string Name { get; }

    /// <summary>The NuGet package.</summary>
    public string Package { get; }

    /// <summary>Where the package puts the file, seen from the app's folder.</summary>
    public string Path { get; }

    /// <summary>How images become the input that the network was trained on.</summary>
    public ImagePreprocessing Preprocessing { get; }

    /// <summary>Who trained it.</summary>
    public string Origin { get; }

    /// <summary>Looks a network up.</summary>
    /// <param name="name">The name; case, dashes, dots and underscores do not matter.</param>
    /// <returns>The network, or null when no package has one of that name.</returns>
    public static PackagedNetwork? Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var match = NearestName.Match(name, All.Select(n => n.Name));
        return All.FirstOrDefault(n => n.Name == match);
    }

    /// <summary>Loads the network, with its preprocessing and a free batch.</summary>
    /// <param name="folder">The app's folder. The default value, null, is that of the running app.</param>
    /// <returns>The network.</returns>
    /// <exception cref="DeepLearningException">The file is not there (the message says which package to add), or is another network.</exception>
    public Network Load(string? folder = null)
    {
        var file = System.IO.Path.Combine(folder ?? AppContext.BaseDirectory, Path);
        if (!File.Exists(file))
        {
            throw new DeepLearningException(
                $"Network '{Name}' comes with the NuGet package {Package}, but {file} does not exist. Add the package to the "
                + $"project of the app itself (dotnet add package {Package}): it then lies beside the app.");
        }

        var network = Network.Load(file);
        if (network.Inputs is not [{ Shape: [_, 3, 224, 224] }])
        {
            throw new DeepLearningException(
                $"{file} is not the network that {Package} carries: it takes {InvariantText.Join(", ", network.Inputs)}. Remove it and build the app again.");
        }

        return network.WithFreeBatch().WithName(Name.Replace('-', '_')).WithPreprocessing(Preprocessing);
    }

    /// <summary>Gives the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
