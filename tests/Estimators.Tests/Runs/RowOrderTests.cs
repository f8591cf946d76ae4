using Microsoft.ML;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Runs;

/// <summary>Rows that teach less than they seem to are spoken of: sorted ones, missing classes, empty parts.</summary>
public class RowOrderTests
{
    private const string Sorted = "sorted by class";

    private readonly MLContext _mlContext = new(seed: 1);
    private readonly List<string> _log = [];

    public RowOrderTests() => _mlContext.Log += (_, e) => _log.Add(e.Message);

    [Fact]
    public void StreamedRowsSortedByClassAreNoticedWithTheRemedy()
    {
        Fit([.. Shapes.Rows(400).OrderBy(r => r.Label)], Streamed);
        string warning = Assert.Single(_log, line => line.Contains(Sorted, StringComparison.Ordinal));
        Assert.Contains("CacheBudget", warning);
        Assert.Contains("ShuffleRows", warning);
    }

    [Fact]
    public void YesAndNoAreNoticedTooAndRowsInOrderOnPurpose()
    {
        _mlContext.DeepLearning.BinaryConvNet(new BinaryConvNetOptions
        {
            Network = Shapes.OneOutput(true),
            LabelColumnName = "Left",
            Epochs = 1,
            BatchSize = 8,
            Shuffle = false,
            Progress = ProgressOutput.None,
        }).Fit(View([.. Shapes.Rows(200).OrderBy(r => r.Left)])).Dispose();
        Assert.Contains(_log, line => line.Contains(Sorted, StringComparison.Ordinal) && line.Contains("Shuffle = true", StringComparison.Ordinal));
    }

    [Fact]
    public void ShuffledRowsAreNot()
    {
        var random = new Random(1);
        Fit([.. Shapes.Rows(400).OrderBy(_ => random.Next())], Streamed);
        Fit([.. Shapes.Rows(400).OrderBy(r => r.Label)], Streamed with { Caching = RowCaching.Memory });

        // Three of four are of one class.
        Fit([.. Shapes.Rows(400).Where(r => r.Label == 0 || random.Next(9) == 0).OrderBy(_ => random.Next())], Streamed);
        Assert.DoesNotContain(_log, line => line.Contains(Sorted, StringComparison.Ordinal));
    }

    [Fact]
    public void OneClassIsSaidToBeOne()
    {
        Fit([.. Shapes.Rows(40).Where(r => r.Label == 3)], Streamed with { Caching = RowCaching.Auto });
        Assert.Contains(_log, line => line.Contains("All 10 training rows are of class '3'", StringComparison.Ordinal));
    }

    [Fact]
    public void AClassThatIsNotValidatedIsNamed()
    {
        Fit([.. Shapes.Rows(40)], Streamed with { ValidationData = View([.. Shapes.Rows(20).Where(r => r.Label != 1)]) });
        Assert.Contains(_log, line => line.Contains("no validation row of class '1'", StringComparison.Ordinal));
    }

    [Fact]
    public void AnEmptyPartOfASplitIsNamed()
    {
        string Message(List<ShapeRow> rows, double share) => Assert.Throws<TrainingException>(() => Fit(rows, Streamed with { ValidationFraction = share, Seed = 5 })).Message;
        Assert.Contains("leaves none to train on", Message([.. Shapes.Rows(1)], 0.9));
        Assert.Contains("leaves none to validate on", Message([.. Shapes.Rows(2)], 0.001));
        Assert.Contains("the data is empty", Message([], 0.5));
    }

    // Rows of 256 + 20 bytes in a window of 40.
    private static ConvNetOptions Streamed => new()
    {
        Network = Shapes.Network(),
        Epochs = 1,
        BatchSize = 8,
        Seed = 1,
        Caching = RowCaching.None,
        CacheBudget = 40 * 4 * 276,
        Progress = ProgressOutput.None,
    };

    private void Fit(List<ShapeRow> rows, ConvNetOptions options) => _mlContext.DeepLearning.ConvNet(options).Fit(View(rows)).Dispose();

    private IDataView View(List<ShapeRow> rows) => _mlContext.Data.LoadFromEnumerable(rows);
}
