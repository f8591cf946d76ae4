using Microsoft.ML.Runtime;

namespace MlNetDeep;

/// <summary>Says when pixels are scaled by guess.</summary>
internal static class GuessedPreprocessing
{
    /// <summary>
    /// Warns when a network that sees colors has weights of its own and no recorded preprocessing: what it was trained on
    /// is not known, and other pixels give wrong results without an error.
    /// </summary>
    /// <param name="environment">Whose log is told.</param>
    /// <param name="network">The network.</param>
    /// <param name="guess">What is done instead, the beginning of a sentence.</param>
    public static void Warn(IHostEnvironment environment, Network network, string guess)
    {
        if (network.Preprocessing is not null || network.HasNewWeights || InputShape.ChannelsOf(network) != 3)
            return;

        using IChannel channel = environment.Start("Preprocessing");
        channel.Warning(MessageSensitivity.None, "{0}",
            $"Network '{network.Name}' does not say how the images were prepared that it was trained on. {guess}; when it was "
            + "trained on others its results are wrong. Record what is right with network.WithPreprocessing(...), for example "
            + "Networks.FindArchitecture(\"resnet50\").Preprocessing for weights of torchvision.");
    }
}
