using MlNetDeep.Transforms.Tests.Images;

namespace MlNetDeep.Transforms.Tests.Exporting;

/// <summary>Model repositories of Triton Inference Server.</summary>
public sealed class TritonTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARepositorySaysWhatTheFileTakes()
    {
        Network network = Network.Input(3, 20, 24).Conv2D(4, 3).ReLU().GlobalAveragePool().Flatten().Dense(3).Softmax().Build(seed: 3).WithLabels(["cat", "dog", "o\"wl"]);
        IDataView view = Pictures.View(Pictures.File("plain.png"));
        using ConvNetTransformer scorer = _ml.DeepLearning.Score(network);
        var model = new TransformerChain<ITransformer>(_ml.DeepLearning.PrepareImages(network).Fit(view), scorer);

        OnnxExportResult result = _ml.DeepLearning.ExportToTriton(model, view, _folder.File("models"), "animals", new() { Version = 3, MaxBatchSize = 8 });

        string folder = Path.Combine(_folder.File("models"), "animals");
        Assert.Equal(Path.Combine(folder, "3", "model.onnx"), result.Path);
        Assert.Equal(["cat", "dog", "o\"wl"], File.ReadAllLines(Path.Combine(folder, "labels.txt")));
        Dictionary<string, object> config = TextFormat.Parse(File.ReadAllText(Path.Combine(folder, "config.pbtxt")));
        Assert.Equal(("animals", "onnxruntime", "8"), (config["name"], config["backend"], config["max_batch_size"]));
        var input = Assert.IsType<Dictionary<string, object>>(Assert.Single((List<object>)config["input"]));
        Assert.Equal(("image", "TYPE_UINT8"), (input["name"], input["data_type"]));
        Assert.Equal(["-1", "-1", "3"], (List<object>)input["dims"]);
        Dictionary<string, object>[] outputs = [.. ((List<object>)config["output"]).Cast<Dictionary<string, object>>()];
        Assert.Equal(["TYPE_STRING", "TYPE_FP32"], outputs.Select(output => output["data_type"]));
        Assert.Equal("labels.txt", outputs[1]["label_filename"]);
        using var file = new OnnxFile(result.Path);
        Assert.Equal(file.Session.OutputNames.Order(), outputs.Select(output => (string)output["name"]).Order());
        Assert.Equal(file.Session.InputNames, [(string)input["name"]]);
    }

    [Fact]
    public void AFixedBatchStandsInTheDimensions()
    {
        IDataView view = _ml.Data.LoadFromEnumerable(Rows.Pictures(2));
        using ConvNetTransformer model = _ml.DeepLearning.Score(TestNetworks.Convolutional());
        _ml.DeepLearning.ExportToTriton(model, view, _folder.Path, "numbers", new() { Export = new() { Batch = 4 } });
        Dictionary<string, object> config = TextFormat.Parse(File.ReadAllText(Path.Combine(_folder.File("numbers"), "config.pbtxt")));
        Assert.Equal("0", config["max_batch_size"]);
        Assert.Equal(["4", "1", "8", "8"], (List<object>)((Dictionary<string, object>)((List<object>)config["input"])[0])["dims"]);
        Assert.False(File.Exists(Path.Combine(_folder.File("numbers"), "labels.txt")));
        Assert.Throws<OptionsException>(() => _ml.DeepLearning.ExportToTriton(model, view, _folder.Path, "../up"));
    }

    /// <summary>Reads protobuf's text format, as far as such a file needs it.</summary>
    private sealed class TextFormat(string[] tokens)
    {
        private int _at;

        public static Dictionary<string, object> Parse(string text)
        {
            string[] tokens = [.. System.Text.RegularExpressions.Regex.Matches(text, "\"(?:\\\\.|[^\"\\\\])*\"|[\\w.-]+|[\\[\\]{}:,]").Select(match => match.Value)];
            Assert.Equal(text.Where(c => !char.IsWhiteSpace(c)).Count(), tokens.Sum(token => token.Count(c => !char.IsWhiteSpace(c))));
            return new TextFormat(tokens).Message("");
        }

        private Dictionary<string, object> Message(string end)
        {
            Dictionary<string, object> fields = [];
            while (_at < tokens.Length && tokens[_at] != end)
            {
                string name = tokens[_at++];
                if (tokens[_at] == ":")
                    _at++;
                object value = Value();
                if (fields.TryGetValue(name, out object? earlier) && earlier is List<object> list)
                    list.AddRange((List<object>)value);
                else
                    fields.Add(name, value);
            }

            Assert.Equal(end, _at < tokens.Length ? tokens[_at++] : "");
            return fields;
        }

        private object Value()
        {
            string token = tokens[_at++];
            if (token == "{")
                return Message("}");
            if (token != "[")
                return token.StartsWith('"') ? token[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : token;
            List<object> values = [];
            for (; tokens[_at] != "]"; _at += tokens[_at] == "," ? 1 : 0)
                values.Add(Value());
            _at++;
            return values;
        }
    }
}
