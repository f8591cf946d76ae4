namespace MlNetDeep;

/// <summary>
/// The published weights that are known to fit the zoo's architectures, and whose SHA-256 is known in full. Others are
/// loaded from a file, with <see cref="Network.LoadWeights(string, LoadWeightsOptions)"/>.
/// </summary>
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
        FromTorchvision("alexnet", "alexnet-owt-7be5be79.pth", "7be5be791159472b1fbf3c69796f7cb30dca7ad8466c2df70058c37116cdee02"),
        FromTorchvision("vgg16", "vgg16-397923af.pth", "397923af8e79cdbb6a7127f12361acd7a2f83e06b05044ddf496e83de57a5bf0"),
        FromTorchvision("vgg19", "vgg19-dcbb9e9d.pth", "dcbb9e9dad569fff7a846263a77324fc34978fea2bfb039c012d710e1776ae44"),
        FromTorchvision("vgg16_bn", "vgg16_bn-6c64b313.pth", "6c64b3138f2f4fcb3bcc4cafde11619c4f440eb1631787e93a682fd88305888a"),
        FromTorchvision("googlenet", "googlenet-1378be20.pth", "1378be20a8e875cf1568b8a71654e704449655e34711a959a38b04fb34905cef"),
        FromTorchvision("resnet18", "resnet18-f37072fd.pth", "f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec"),
        FromTorchvision("resnet34", "resnet34-b627a593.pth", "b627a593bcbe140c234610266fe4f8ae95ea42fc881d091c9b6052e6b1d0590f"),
        FromTorchvision("resnet50", "resnet50-0676ba61.pth", "0676ba61b6795bbe1773cffd859882e5e297624d384b6993f7c9e683e722fb8a"),
        FromTorchvision("resnet101", "resnet101-63fe2227.pth", "63fe2227b86e8f1f2063f43a75c84d195911b6a0eace650907dd3dc62dd49a0a"),
        FromTorchvision("resnet152", "resnet152-394f9c45.pth", "394f9c45966e3651a89bbb78a48410a6755854ce4a5ab64927cf1c7247f85e58"),
        FromTorchvision("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth", "b8a52dc049b60e4b6ab68ad0df457362afab8b6304b2febdc1650a5dab4d7e7b"),
        FromTorchvision("mobilenet_v2", "mobilenet_v2-b0353104.pth", "b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889"),
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

    // torchvision's file names end in the first eight digits of the SHA-256; what it has besides is left out, since nobody
    // publishes the rest of the digits.
    private static PublishedWeights FromTorchvision(string architecture, string fileName, string sha256) => new(
        $"{architecture}-imagenet", architecture,
        new RemoteFile(new Uri($"https://download.pytorch.org/models/{fileName}"), fileName, sha256),
        Networks.FindArchitecture(architecture).Preprocessing, _imageNetLabels, Torchvision);
}
