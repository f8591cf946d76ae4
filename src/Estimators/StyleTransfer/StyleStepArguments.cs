using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>What a callback sees of a picture that is being styled.</summary>
public readonly struct StyleStepArguments
{
    private readonly StyleRun _run;

    internal StyleStepArguments(StyleRun run, long row, int step, int steps, StyleLosses losses)
    {
        _run = run;
        Row = row;
        Step = step;
        Steps = steps;
        StyleLoss = losses.Style;
        ContentLoss = losses.Content;
        TotalVariation = losses.TotalVariation;
        Loss = losses.Total;
    }

    /// <summary>Position of the row, counted from 0.</summary>
    public long Row { get; }

    /// <summary>Steps done: 0 for the picture at the start.</summary>
    public int Step { get; }

    /// <summary>Steps to be done.</summary>
    public int Steps { get; }

    /// <summary>Style loss of the picture after this step, without <see cref="StyleTransferOptions.StyleWeight"/>.</summary>
    public double StyleLoss { get; }

    /// <summary>Content loss, without <see cref="StyleTransferOptions.ContentWeight"/>.</summary>
    public double ContentLoss { get; }

    /// <summary>Total variation, without <see cref="StyleTransferOptions.TotalVariationWeight"/>.</summary>
    public double TotalVariation { get; }

    /// <summary>What is minimized: the three times their weights.</summary>
    public double Loss { get; }

    /// <summary>The picture after this step; the caller disposes it.</summary>
    /// <returns>The picture.</returns>
    public MLImage Picture() => _run.Picture().ToImage();

    /// <summary>Ends work on this picture: it stays as it is now.</summary>
    public void Stop() => _run.StopRequested = true;
}
