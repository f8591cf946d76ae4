using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace MlNetDeep.Examples;

/// <summary>What a run proves about its model.</summary>
internal static class DigitChecks
{
    /// <summary>Largest difference allowed between the model's probabilities and those of the exported file.</summary>
    public const float OnnxTolerance = 1e-4f;

    private const int OnnxBatch = 500;

    /// <summary>The probabilities of all rows, row after row.</summary>
    public static float[] Scores(IDataView scored)
    {
        int classes = ((VectorDataViewType)scored.Schema["Score"].Type).Size;
        List<float> scores = [];
        float[] row = new float[classes];
        using DataViewRowCursor cursor = scored.GetRowCursor([scored.Schema["Score"]]);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(scored.Schema["Score"]);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            buffer.CopyTo(row);
            scores.AddRange(row);
        }
        return [.. scores];
    }

    /// <summary>The reloaded model must give the very same numbers.</summary>
    public static void SameScores(float[] before, float[] after)
    {
        if (!before.AsSpan().SequenceEqual(after))
            throw new CheckFailedException($"The reloaded model predicts differently: {DifferingRows(before, after)}.");
    }

    /// <summary>Runs the exported file in plain ONNX Runtime and compares with the model's probabilities.</summary>
    /// <returns>The largest difference found.</returns>
    public static float CompareWithOnnx(string onnxPath, IDataView images, float[] scores, int classes)
    {
        ImagePreprocessing? preparation = Network.Load(onnxPath).Preprocessing;
        float scale = preparation?.Scale ?? 1 / 255f;
        float mean = preparation is { Mean: [float m, ..] } ? m : 0, deviation = preparation is { StandardDeviation: [float d, ..] } ? d : 1;
        DataViewSchema.Column column = images.Schema["Features"];
        int pixels = ((VectorDataViewType)column.Type).Size;
        long[] shape = [.. ((VectorDataViewType)column.Type).Dimensions.Select(size => (long)size)];

        using InferenceSession session = new(onnxPath);
        using RunOptions run = new();
        using DataViewRowCursor cursor = images.GetRowCursor([column]);
        ValueGetter<VBuffer<byte>> getter = cursor.GetGetter<VBuffer<byte>>(column);
        VBuffer<byte> image = default;
        float[] input = new float[OnnxBatch * pixels];
        float largest = 0;
        for (int row = 0; row * classes < scores.Length;)
        {
            int count = 0;
            for (; count < OnnxBatch && cursor.MoveNext(); count++)
            {
                getter(ref image);
                ReadOnlySpan<byte> bytes = image.GetValues();
                for (int i = 0; i < pixels; i++)
                    input[count * pixels + i] = (bytes[i] * scale - mean) / deviation;
            }

            using OrtValue tensor = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, input.AsMemory(0, count * pixels), [count, .. shape]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [session.InputNames[0]], [tensor], [session.OutputNames[0]]);
            ReadOnlySpan<float> found = results[0].GetTensorDataAsSpan<float>();
            ReadOnlySpan<float> expected = scores.AsSpan(row * classes, count * classes);
            for (int i = 0; i < expected.Length; i++)
                largest = Math.Max(largest, Math.Abs(found[i] - expected[i]));
            row += count;
        }

        if (!(largest <= OnnxTolerance))
        {
            throw new CheckFailedException(string.Create(CultureInfo.InvariantCulture,
                $"ONNX Runtime on '{onnxPath}' differs from the model by {largest:g3}; at most {OnnxTolerance:g1} is allowed."));
        }
        return largest;
    }

    private static string DifferingRows(float[] before, float[] after)
    {
        if (before.Length != after.Length)
            return $"{before.Length} probabilities before, {after.Length} after";
        int differing = before.Zip(after).Count(pair => pair.First != pair.Second);
        return $"{differing} of {before.Length} probabilities";
    }
}
