using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit.Sdk;

namespace MlNetDeep.Compat.Tests.Parity;

/// <summary>Compares values with what the real ML.NET gave, kept as JSON in Fixtures/Parity.</summary>
internal static class Snapshot
{
    private const string WriteVariable = "MLNETDEEP_WRITE_FIXTURES";
    private static readonly JsonSerializerOptions _format = new() { WriteIndented = false };
    private static readonly Lock _writing = new();

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Fixtures", "Parity");

    /// <summary>Where to write what was found instead of comparing it, see the README there; null to compare.</summary>
    public static string? WriteFolder => Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } folder ? folder : null;

    /// <summary>Compares <paramref name="actual"/> with entry <paramref name="name"/> of <paramref name="file"/>.</summary>
    public static void Check(string file, string name, JsonNode actual, double tolerance = 1e-9)
    {
        if (WriteFolder is { } folder)
        {
            Write(Path.Combine(folder, file), name, actual);
            return;
        }
        JsonObject all = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, file)))!.AsObject();
        JsonNode expected = all[name] ?? throw new XunitException($"{file} has no entry '{name}'.");
        // Through text, so that a double and a long of the same value are the same kind of node.
        Compare(name, expected, JsonNode.Parse(actual.ToJsonString(_format))!, tolerance);
    }

    /// <summary>A number, or the word for one that JSON cannot hold.</summary>
    public static JsonNode Number(double value) =>
        double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static JsonArray Numbers(IEnumerable<double> values) => new([.. values.Select(Number)]);

    private static void Compare(string path, JsonNode expected, JsonNode actual, double tolerance)
    {
        Xunit.Assert.True(expected.GetValueKind() == actual.GetValueKind(), $"{path}: expected {expected.ToJsonString()}, found {actual.ToJsonString()}.");
        switch (expected)
        {
            case JsonObject o:
                Xunit.Assert.Equal(o.Select(p => p.Key).Order(), actual.AsObject().Select(p => p.Key).Order());
                foreach ((string key, JsonNode? value) in o)
                {
                    Compare($"{path}.{key}", value!, actual[key]!, tolerance);
                }
                break;
            case JsonArray a:
                Xunit.Assert.True(a.Count == actual.AsArray().Count, $"{path}: expected {a.ToJsonString()}, found {actual.ToJsonString()}.");
                for (int i = 0; i < a.Count; i++)
                {
                    Compare($"{path}[{i}]", a[i]!, actual[i]!, tolerance);
                }
                break;
            case JsonValue v when v.GetValueKind() == JsonValueKind.Number:
                double want = v.GetValue<double>(), got = actual.GetValue<double>();
                Xunit.Assert.True(Math.Abs(want - got) <= tolerance * Math.Max(1, Math.Abs(want)), $"{path}: expected {want:R}, found {got:R}.");
                break;
            default:
                Xunit.Assert.True(expected.ToJsonString() == actual.ToJsonString(), $"{path}: expected {expected.ToJsonString()}, found {actual.ToJsonString()}.");
                break;
        }
    }

    private static void Write(string path, string name, JsonNode actual)
    {
        lock (_writing)
        {
            JsonObject all = File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path))!.AsObject() : [];
            all[name] = actual.DeepClone();
            // One entry a line: short files with readable differences.
            IEnumerable<string> lines = all.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{JsonSerializer.Serialize(p.Key)}: {p.Value!.ToJsonString(_format)}");
            File.WriteAllText(path, "{\n" + string.Join(",\n", lines) + "\n}\n");
        }
    }
}
