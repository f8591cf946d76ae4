namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>Where a run stands, apart from its tensors: together they are what a checkpoint holds.</summary>
internal sealed class RunState
{
    /// <summary>Finished epochs.</summary>
    public int Epoch { get; set; }

    /// <summary>Batches done in the present epoch.</summary>
    public long Batch { get; set; }

    /// <summary>Steps taken in the whole run.</summary>
    public long Step { get; set; }

    /// <summary>What the learner has summed up in the present epoch; empty before its first batch.</summary>
    public double[] Sums { get; set; } = [];

    /// <summary>Rows seen in the present epoch.</summary>
    public long Rows { get; set; }

    /// <summary>Time spent on the present epoch before the last interruption.</summary>
    public TimeSpan EarlierTime { get; set; }

    /// <summary>The best epoch, counted from 1; 0 before the first one is finished.</summary>
    public int BestEpoch { get; set; }

    /// <summary>The loss of the best epoch.</summary>
    public double BestLoss { get; set; } = double.PositiveInfinity;

    /// <summary>The finished epochs.</summary>
    public List<EpochRecord> History { get; set; } = [];

    /// <summary>The loss by which an epoch is judged.</summary>
    public static double LossOf(EpochRecord record) => record.ValidationLoss ?? record.Loss;

    /// <summary>Starts the next epoch.</summary>
    public void BeginNextEpoch()
    {
        Epoch++;
        Batch = Rows = 0;
        Array.Clear(Sums);
        EarlierTime = TimeSpan.Zero;
    }
}
