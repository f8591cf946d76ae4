using MlNetDeep.Tool.Runs;

namespace MlNetDeep.Tool.Training;

/// <summary>Chooses and makes the network.</summary>
internal static class Backbones
{
    // Digits and the like: a network for photos has seen nothing like them.
    private const int SmallSide = 64;

    /// <summary>The network that suits the images, and why.</summary>
    public static (string Model, string Reason) Choose(ImageAudit audit)
    {
        bool small = audit.Images.All(i => Math.Max(i.Width, i.Height) <= SmallSide), gray = audit.Images.All(i => i.Channels == 1);
        return small && gray
            ? (TrainSettings.FromScratch, $"the images are gray and at most {SmallSide} pixels wide and high: a convnet from scratch suits them")
            : (PackagedNetwork.ResNet18.Name, "a ResNet-18 that was trained on 1.2 million photos");
    }

    /// <summary>Loads a backbone; what is not known about it is said.</summary>
    public static Network Load(string model, int? size, Action<string> warn)
    {
        Network network = ((Backbone)model).Load();
        if (network.Preprocessing is null)
        {
            warn($"{model} does not say what pixels it was trained on; those of torchvision's networks are taken (red first, 0 to 1, minus the mean and over the deviation of ImageNet).");
            network = network.WithPreprocessing(Networks.FindArchitecture("resnet18").Preprocessing);
        }

        return size is { } side ? network.WithPreprocessing(network.Preprocessing! with { Width = side, Height = side }) : network;
    }

    /// <summary>The side of the images of a network from scratch: their own, up to a limit.</summary>
    public static int SideOf(ImageAudit audit)
    {
        int[] sides = [.. audit.Images.Select(i => Math.Max(i.Width, i.Height)).Order()];
        return Math.Clamp(sides[sides.Length / 2], 16, 128);
    }
}
