using Google.Protobuf;
using Onnx = MlNetDeep.ModelZoo.Onnx;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>The ONNX project's own backend tests, as Debian's package libonnx-testdata installs them.</summary>
internal static class BackendCases
{
    private const string Folder = "/usr/share/libonnx-testdata/data";

    private static readonly string[] _groups = ["node", "simple", "pytorch-converted", "pytorch-operator"];

    public static bool AreInstalled => Directory.Exists(Folder);

    public static IEnumerable<BackendCase> All() =>
        _groups.SelectMany(g => Directory.GetDirectories(Path.Combine(Folder, g)).Order(StringComparer.Ordinal).Select(f => new BackendCase(g, f)));
}

/// <summary>One backend test: a model, its inputs and what it gives.</summary>
internal sealed record BackendCase(string Group, string Folder)
{
    public string Name => $"{Group}/{Path.GetFileName(Folder)["test_".Length..]}";

    /// <summary>Whether its numbers are those of a training pass.</summary>
    public bool IsTraining => Name.Contains("training_dropout") || Name.Contains("training_mode");

    /// <summary>The network with one input, as training wants it; the test's other inputs become initializers.</summary>
    public (Network Network, NetworkTensor Input, NetworkTensor[] Expected) Load()
    {
        Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Folder, "model.onnx")));
        string data = Path.Combine(Folder, "test_data_set_0");
        HashSet<string> constants = [.. model.Graph.Initializer.Select(t => t.Name)];
        Onnx.TensorProto? first = null;
        int file = 0;
        foreach (Onnx.ValueInfoProto input in model.Graph.Input.Where(i => !constants.Contains(i.Name)).ToList())
        {
            if (input.Type.TensorType is null)
            {
                // Refused for its type, before anybody asks for its value.
                continue;
            }

            Onnx.TensorProto value = Read(Path.Combine(data, $"input_{file++}.pb"), input.Name, input);
            if (first is null)
            {
                first = value;
                continue;
            }

            model.Graph.Initializer.Add(value);
            model.Graph.Input.Remove(input);
        }

        if (first is null)
        {
            first = new Onnx.TensorProto { Name = "nothing", DataType = 1, FloatData = { 0 } };
            model.Graph.Input.Add(Value("nothing", 1));
        }

        Network network = Network.FromBytes(model.ToByteArray());
        List<Onnx.TensorProto> results = [.. model.Graph.Output.Select((o, i) => Read(Path.Combine(data, $"output_{i}.pb"), $"result{i}", o))];
        first.Name = "first input";
        IReadOnlyDictionary<string, NetworkTensor> decoded = Decode([first, .. results]);
        return (network, decoded[first.Name], [.. results.Select(r => decoded[r.Name])]);
    }

    // A network of nothing but constants has them decoded.
    private static IReadOnlyDictionary<string, NetworkTensor> Decode(IReadOnlyList<Onnx.TensorProto> tensors) => Network.FromBytes(new Onnx.ModelProto
    {
        IrVersion = 8,
        OpsetImport = { new Onnx.OperatorSetIdProto { Domain = "", Version = 17 } },
        Graph = new Onnx.GraphProto { Name = "values", Initializer = { tensors }, Output = { Value(tensors[0].Name, tensors[0].DataType) } },
    }.ToByteArray()).Tensors;

    private static Onnx.TensorProto Read(string path, string name, Onnx.ValueInfoProto declared)
    {
        Onnx.TensorProto value = Onnx.TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));
        value.Name = name;

        // The files hold bfloat16 as the 16-bit whole numbers of its bits.
        if (declared.Type.TensorType?.ElemType == (int)TensorElementType.BFloat16)
        {
            value.DataType = (int)TensorElementType.BFloat16;
        }

        return value;
    }

    private static Onnx.ValueInfoProto Value(string name, int type) => new()
    {
        Name = name,
        Type = new Onnx.TypeProto { TensorType = new Onnx.TypeProto.Types.Tensor { ElemType = type } },
    };
}
