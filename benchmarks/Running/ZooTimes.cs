using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Benchmarks.Rounds;

namespace MlNetDeep.Benchmarks.Running;

/// <summary>What an image costs in each network of the zoo, in scoring and in training, as rows of a Markdown table.</summary>
internal sealed class ZooTimes(int threads)
{
    private const int Rounds = 3;
    private const int ScoringBatch = 8;
    private const int TrainingBatch = 4;

    private readonly MLContext _context = new(seed: 1);
    private readonly StringBuilder _table = new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"| name | scoring, batches of {ScoringBatch} | training, batches of {TrainingBatch} |\n")
        .Append("| --- | ---: | ---: |\n");

    /// <summary>What was measured so far.</summary>
    public string Table => _table.ToString();

    /// <summary>Measures a network and adds its row.</summary>
    public void Measure(string name)
    {
        Network network = Networks.Create(name);
        string row = string.Create(CultureInfo.InvariantCulture, $"| `{name}` | {Number(Score(network))} | {Number(Train(network))} |\n");
        Console.Error.Write(row);
        _table.Append(row);
    }

    private double Score(Network network)
    {
        using ConvNetTransformer scorer = _context.DeepLearning.Score(
            network, new ConvNetTransformerOptions { BatchSize = ScoringBatch, Device = "cpu", Threads = threads });
        IDataView scored = scorer.Transform(Rows(network, ScoringBatch));
        DataViewSchema.Column column = scored.Schema["Score"];
        var times = new List<double>();
        for (int round = 0; round <= Rounds; round++)
        {
            long start = Stopwatch.GetTimestamp();
            using DataViewRowCursor cursor = scored.GetRowCursor([column]);
            ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(column);
            VBuffer<float> value = default;
            while (cursor.MoveNext())
                getter(ref value);
            // The first round is for warming up.
            if (round > 0)
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / ScoringBatch);
        }
        return Outcome.Median(times);
    }

    // The first batch is for warming up: a step is timed from the end of the one before.
    private double Train(Network network)
    {
        var times = new StepTimes();
        using ConvNetTransformer model = _context.DeepLearning.ConvNet(new ConvNetOptions
        {
            Network = network,
            Epochs = 1,
            BatchSize = TrainingBatch,
            LearningRate = 1e-5,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnBatchEnd = times.OnBatchEnd,
        }).Fit(Rows(network, TrainingBatch * (Rounds + 1)));
        return times.Median / TrainingBatch;
    }

    private IDataView Rows(Network network, int count)
    {
        IReadOnlyList<long?> shape = network.Inputs[0].Shape;
        int classes = (int)network.InferShapes()[network.Outputs[0].Name][1]!;
        return RandomPhotos.Bytes(_context, count, (int)shape[2]!, classes, (int)shape[1]!);
    }

    private static string Number(double milliseconds) => milliseconds.ToString(milliseconds < 10 ? "0.00" : milliseconds < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
