#nullable enable
namespace MlNetDeep.Transforms.Vips;

/// <summary>What libvips says that it cannot do. Callers turn it into an error that names the file.</summary>
internal sealed class VipsException(string message) : InvalidOperationException(message);
