namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// A file of 553 MB, VGG-16, for the rounds that open and save one. The process that compares makes it, so that making it
/// is in nobody's peak.
/// </summary>
internal sealed class LargeFile : IDisposable
{
    private static readonly string _folder = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "mlnetdeep-benchmarks");

    public LargeFile()
    {
        Directory.CreateDirectory(_folder);
        Networks.Vgg16(seed: 1).Save(Path);
    }

    /// <summary>Where it is.</summary>
    public static string Path { get; } = System.IO.Path.Combine(_folder, "vgg16.onnx");

    /// <summary>Where rounds save a copy.</summary>
    public static string Copy { get; } = System.IO.Path.Combine(_folder, "saved.onnx");

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
