using System.Text;

namespace MlNetDeep.Transforms.Tests;

public sealed class DamagedModelTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public DamagedModelTests()
    {
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        // As ML.NET saves it, without the list of entries that our own method adds: what is tested are the loaders.
        _ml.Model.Save(model, null, File);
    }

    private string File => _folder.File("model.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMissingNetworkIsNamed()
    {
        Change("Network.onnx", _ => null);

        Assert.Contains("'Network.onnx' of the model file cannot be used: it is missing", LoadError().Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void ATruncatedNetworkIsNamed(int length)
    {
        Change("Network.onnx", bytes => bytes[..length]);

        ModelFileException error = LoadError();
        Assert.Equal("Network.onnx", error.Entry);
        Assert.Contains($"it has {length} bytes", error.Message);
    }

    [Fact]
    public void AnAlteredNetworkIsNamed()
    {
        Change("Network.onnx", bytes =>
        {
            bytes[bytes.Length / 2] ^= 1;
            return bytes;
        });

        Assert.Contains("SHA-256", LoadError().Message);
    }

    [Fact]
    public void ANetworkThatIsNoNetworkIsRefused()
    {
        byte[] garbage = Encoding.UTF8.GetBytes("This is not ONNX at all.");
        Change("Network.onnx", _ => garbage);
        ChangeHeader(json => System.Text.RegularExpressions.Regex.Replace(
            json, "\"length\":\\d+,\"sha256\":\"[0-9A-F]+\"",
            $"\"length\":{garbage.Length},\"sha256\":\"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(garbage))}\""));

        ModelFileException error = LoadError();
        Assert.Equal("Network.onnx", error.Entry);
        Assert.IsType<NetworkFormatException>(error.InnerException);
    }

    [Theory]
    [InlineData("\"task\":\"Multiclass\"", "\"task\":\"Juggling!!\"", "$.task")]
    [InlineData("\"version\":1", "\"version\":9", "newer MlNetDeep")]
    [InlineData("\"version\":1", "\"version\":0", "version 0")]
    [InlineData("\"kind\":\"ConvNet\"", "\"kind\":\"Juggler\"", "holds a 'Juggler', which this app cannot load")]
    [InlineData("\"kind\":\"ConvNet\"", "\"kind\":\"Vae\"    ", "could not be mapped")]
    [InlineData("\"entry\":\"Network.onnx\"", "\"entry\":\"Another.onnx\"", "does not list 'Network.onnx'")]
    [InlineData("\"batchSize\":64", "\"batchSite\":64", "'batchSite' could not be mapped")]
    [InlineData("\"kind\":\"ConvNet\"", "\"kind\":null     ", "kind")]
    [InlineData("\"batchSize\":64", "\"batchSize\":-4", "BatchSize must be between 1 and 65,536, but is -4")]
    [InlineData("\"count\":5", "\"count\":0", "0 classes")]
    [InlineData("\"count\":5", "\"count\":}", "not JSON")]
    [InlineData("\"device\":\"auto\"", "\"device\":\"xpu0\"", "or 'auto', but is 'xpu0'")]
    [InlineData("\"inputColumnName\":\"Features\"", "\"inputColumnName\":null      ", "inputColumnName")]
    [InlineData("\"inputColumnName\":\"Features\"", "\"inputColumnName\":\"\"        ", "InputColumnName must be a name, but is empty")]
    public void ABadHeaderIsNamed(string from, string to, string expected)
    {
        ChangeHeader(json => json.Contains(from) ? json.Replace(from, to) : throw new InvalidOperationException(json));

        ModelFileException error = LoadError();
        Assert.Equal("Model.key", error.Entry);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void AWrongNumberOfClassesIsAnError()
    {
        ChangeHeader(json => json.Replace("\"count\":5", "\"count\":7"));

        Assert.Contains("there are 7 classes", Assert.ThrowsAny<DeepLearningException>(() => Load()).Message);
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(-1)]
    [InlineData(100_000_000)]
    public void AnAbsurdHeaderLengthIsAnError(int length)
    {
        Change("Model.key", bytes =>
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(HeaderStart(bytes)), length);
            return bytes;
        });

        Assert.Contains(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"its header says {length} bytes"), LoadError().Message);
    }

    [Fact]
    public void EveryTruncationOfTheFileIsAnErrorAndNothingWorse()
    {
        byte[] whole = System.IO.File.ReadAllBytes(File);
        int sessions = ScoringSession.LiveCount;
        for (int length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 97))
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.ThrowsAny<DeepLearningException>(() => Load());
        }

        Assert.Equal(sessions, ScoringSession.LiveCount);
    }

    [Fact]
    public void AFlippedByteIsAnErrorOrHarmless()
    {
        byte[] whole = System.IO.File.ReadAllBytes(File);
        var random = new Random(11);
        int sessions = ScoringSession.LiveCount;
        for (int round = 0; round < 150; round++)
        {
            byte[] altered = [.. whole];
            altered[random.Next(altered.Length)] ^= (byte)(1 << random.Next(8));
            System.IO.File.WriteAllBytes(File, altered);
            try
            {
                ((ConvNetTransformer)Load()).Dispose();
            }
            catch (DeepLearningException error)
            {
                Assert.NotEmpty(error.Message);
            }
        }

        Assert.Equal(sessions, ScoringSession.LiveCount);
    }

    private ModelFileException LoadError() => Assert.Throws<ModelFileException>(() => Load());

    private ITransformer Load() => _ml.DeepLearning.LoadModel(File, out _);

    private void ChangeHeader(Func<string, string> change) => Change("Model.key", bytes =>
    {
        int start = HeaderStart(bytes);
        int length = BitConverter.ToInt32(bytes, start);
        byte[] json = Encoding.UTF8.GetBytes(change(Encoding.UTF8.GetString(bytes, start + 4, length)));
        // Padding with spaces keeps every offset in ML.NET's own header valid.
        Assert.True(json.Length <= length);
        bytes.AsSpan(start + 4, length).Fill((byte)' ');
        json.CopyTo(bytes, start + 4);
        return bytes;
    });

    private static int HeaderStart(byte[] bytes)
    {
        int json = Encoding.Latin1.GetString(bytes).IndexOf("{\"version\"", StringComparison.Ordinal);
        Assert.True(json > 4);
        return json - 4;
    }

    private void Change(string name, Func<byte[], byte[]?> change) => ZipEntries.Change(File, name, change);
}
