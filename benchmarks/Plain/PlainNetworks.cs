using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The networks of the comparisons as TorchSharp's users write them.</summary>
internal static class PlainNetworks
{
    private static readonly int[][] _vgg16 = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]];

    /// <summary>93,322 parameters.</summary>
    public static Module<Tensor, Tensor> Mnist() => Sequential(
        Conv2d(1, 32, 3), ReLU(), MaxPool2d(2), Conv2d(32, 64, 3), ReLU(), MaxPool2d(2), Conv2d(64, 64, 3), ReLU(),
        Flatten(), Linear(576, 64), ReLU(), Linear(64, 10));

    /// <summary>3,453,121 parameters.</summary>
    public static Module<Tensor, Tensor> Conv150()
    {
        List<Module<Tensor, Tensor>> layers = [];
        int channels = 3;
        foreach (int width in (int[])[32, 64, 128, 128])
        {
            layers.AddRange([Conv2d(channels, width, 3), ReLU(), MaxPool2d(2)]);
            channels = width;
        }
        return Sequential([.. layers, Flatten(), Linear(6272, 512), ReLU(), Linear(512, 1)]);
    }

    public static Module<Tensor, Tensor> Vgg16Features()
    {
        List<Module<Tensor, Tensor>> layers = [];
        int channels = 3;
        foreach (int[] block in _vgg16)
        {
            foreach (int width in block)
            {
                layers.AddRange([Conv2d(channels, width, 3, padding: 1), ReLU(inplace: true)]);
                channels = width;
            }
            layers.Add(MaxPool2d(2));
        }
        return Sequential(layers);
    }

    /// <summary>138,357,544 parameters.</summary>
    public static Module<Tensor, Tensor> Vgg16() => Sequential(
        Vgg16Features(), Flatten(), Linear(512 * 7 * 7, 4096), ReLU(inplace: true), Dropout(0.5),
        Linear(4096, 4096), ReLU(inplace: true), Dropout(0.5), Linear(4096, 1000));

    /// <summary>11,689,512 parameters.</summary>
    public static Module<Tensor, Tensor> ResNet18() => Sequential(
        Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(inplace: true), MaxPool2d(3, stride: 2, padding: 1),
        new ResidualBlock(64, 64, 1), new ResidualBlock(64, 64, 1), new ResidualBlock(64, 128, 2), new ResidualBlock(128, 128, 1),
        new ResidualBlock(128, 256, 2), new ResidualBlock(256, 256, 1), new ResidualBlock(256, 512, 2), new ResidualBlock(512, 512, 1),
        AdaptiveAvgPool2d(1), Flatten(), Linear(512, 1000));

    /// <summary>SqueezeNet 1.1, 1,235,496 parameters.</summary>
    public static Module<Tensor, Tensor> SqueezeNet() => Sequential(
        Conv2d(3, 64, 3, stride: 2), ReLU(inplace: true), MaxPool2d(3, stride: 2, ceil_mode: true), new Fire(64, 16, 64), new Fire(128, 16, 64),
        MaxPool2d(3, stride: 2, ceil_mode: true), new Fire(128, 32, 128), new Fire(256, 32, 128), MaxPool2d(3, stride: 2, ceil_mode: true),
        new Fire(256, 48, 192), new Fire(384, 48, 192), new Fire(384, 64, 256), new Fire(512, 64, 256),
        Dropout(0.5), Conv2d(512, 1000, 1), ReLU(inplace: true), AdaptiveAvgPool2d(1), Flatten());

    /// <summary>DCGAN's generator of 64 x 64 images, 3,576,704 parameters.</summary>
    public static Module<Tensor, Tensor> Generator() => Sequential(
        ConvTranspose2d(100, 512, 4, bias: false), BatchNorm2d(512), ReLU(inplace: true),
        ConvTranspose2d(512, 256, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(256), ReLU(inplace: true),
        ConvTranspose2d(256, 128, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(128), ReLU(inplace: true),
        ConvTranspose2d(128, 64, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(64), ReLU(inplace: true),
        ConvTranspose2d(64, 3, 4, stride: 2, padding: 1, bias: false), Tanh());

    /// <summary>DCGAN's discriminator, 2,765,568 parameters.</summary>
    public static Module<Tensor, Tensor> Discriminator() => Sequential(
        Conv2d(3, 64, 4, stride: 2, padding: 1, bias: false), LeakyReLU(0.2, inplace: true),
        Conv2d(64, 128, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(128), LeakyReLU(0.2, inplace: true),
        Conv2d(128, 256, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(256), LeakyReLU(0.2, inplace: true),
        Conv2d(256, 512, 4, stride: 2, padding: 1, bias: false), BatchNorm2d(512), LeakyReLU(0.2, inplace: true),
        Conv2d(512, 1, 4, bias: false));

    /// <summary>Fails when a network is not the one that it should be.</summary>
    public static Module<Tensor, Tensor> Checked(Module<Tensor, Tensor> network, long parameters)
    {
        long found = network.parameters().Sum(p => p.numel());
        return found == parameters ? network : throw new InvalidOperationException($"{found} parameters instead of {parameters}");
    }
}
