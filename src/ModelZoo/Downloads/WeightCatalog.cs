namespace MlNetDeep.ModelZoo;

/// <summary>The published weights that are known to fit the zoo's architectures.</summary>
public static class WeightCatalog
{
    private const string Torchvision = "torchvision, trained on ImageNet-1k";

    // One class a line, in the order of the networks' outputs.
    private static readonly RemoteFile _imageNetLabels = new(
        new Uri("https://raw.githubusercontent.com/pytorch/hub/master/imagenet_classes.txt"), "imagenet_classes.txt",
        "1f386e0d1cb6e28b9c2dac651c3dea6801e98ad1b41a14ce6bb1a093d72069f5", 10472);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<PublishedWeights> All { get; } =
    [
        .. new (string Architecture, string FileName)[]
        {
            ("alexnet", "alexnet-owt-7be5be79.pth"),
            ("vgg11", "vgg11-8a719046.pth"),
            ("vgg13", "vgg13-19584684.pth"),
            ("vgg16", "vgg16-397923af.pth"),
            ("vgg19", "vgg19-dcbb9e9d.pth"),
            ("vgg11_bn", "vgg11_bn-6002323d.pth"),
            ("vgg13_bn", "vgg13_bn-abd245e5.pth"),
            ("vgg16_bn", "vgg16_bn-6c64b313.pth"),
            ("vgg19_bn", "vgg19_bn-c79401a0.pth"),
            ("googlenet", "googlenet-1378be20.pth"),
            ("resnet18", "resnet18-f37072fd.pth"),
            ("resnet34", "resnet34-b627a593.pth"),
            ("resnet50", "resnet50-0676ba61.pth"),
            ("resnet101", "resnet101-63fe2227.pth"),
            ("resnet152", "resnet152-394f9c45.pth"),
            ("squeezenet1_0", "squeezenet1_0-b66bff10.pth"),
            ("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth"),
            ("mobilenet_v2", "mobilenet_v2-b0353104.pth"),
        }.Select(w => FromTorchvision(w.Architecture, w.FileName)),
    ];

    /// <summary>Looks weights up by name.</summary>
    /// <param name="name">For example <c>resnet50-imagenet</c>; case, dashes and underscores do not matter.</param>
    /// <returns>The weights.</returns>
    /// <exception cref="OptionsException">There are none of that name; the message suggests near ones.</exception>
    public static PublishedWeights Find(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var match = NearestName.Match(name, All.Select(w => w.Name));
        return All.FirstOrDefault(w => w.Name == match) ?? throw new OptionsException(
        [
            $"There are no published weights '{name}'{NearestName.SuggestSome(name, All.Select(w => w.Name))}. The names are "
            + $"{string.Join(", ", All.Select(w => w.Name))}.",
        ]);
    }

    // torchvision's file names end in the first eight digits of the content's SHA-256.
    private static PublishedWeights FromTorchvision(string architecture, string fileName)
    {
        var digits = Path.GetFileNameWithoutExtension(fileName).Split('-')[^1];
        return new(
            $"{architecture}-imagenet", architecture,
            new RemoteFile(new Uri($"https://download.pytorch.org/models/{fileName}"), fileName, digits),
            Networks.FindArchitecture(architecture).Preprocessing, _imageNetLabels, Torchvision);
    }
}
