using System.Collections.ObjectModel;

namespace MlNetDeep;

/// <summary>All architectures.</summary>
internal static class ArchitectureTable
{
    /// <summary>What torchvision's weights expect.</summary>
    public static ImagePreprocessing ImageNet { get; } = new()
    {
        Mean = [0.485f, 0.456f, 0.406f],
        StandardDeviation = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>What weights from Caffe expect: blue, green, red from 0 to 255, minus the mean.</summary>
    public static ImagePreprocessing Caffe { get; } = new()
    {
        ColorOrder = ColorOrder.Bgr,
        Scale = 1,
        Mean = [104, 117, 123],
    };

    /// <summary>By name, in the order of the documentation.</summary>
    public static IReadOnlyDictionary<string, Architecture> All { get; } = new ReadOnlyDictionary<string, Architecture>(
        new OrderedDictionary<string, Architecture>(new[]
        {
            LeNetTable.All, AlexNetTable.All, VggTable.All, GoogLeNetTable.All, ResNetTable.All, CifarResNetTable.All,
            SqueezeNetTable.All, MobileNetTable.All, MobileNetV3Table.All, EfficientNetTable.All, DenseNetTable.All, ConvNeXtTable.All,
            VisionTransformerTable.All, UNetTable.All,
        }.SelectMany(a => a).Select(a => KeyValuePair.Create(a.Name, a)),
        StringComparer.Ordinal));
}
