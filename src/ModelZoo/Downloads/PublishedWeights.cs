namespace MlNetDeep;

/// <summary>Trained weights that somebody published for an architecture of the zoo.</summary>
/// <param name="Name">What to call them, for example <c>resnet50-imagenet</c>.</param>
/// <param name="Architecture">The architecture: one of <see cref="Networks.Names"/>.</param>
/// <param name="File">The file of weights.</param>
/// <param name="Preprocessing">How pixels become the input that the weights expect.</param>
/// <param name="LabelFile">The names of the classes, one a line; null when none is known.</param>
/// <param name="Origin">Who published them.</param>
public sealed record PublishedWeights(
    string Name, string Architecture, RemoteFile File, ImagePreprocessing Preprocessing, RemoteFile? LabelFile,
    string Origin);
