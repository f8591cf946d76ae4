using System.Diagnostics;
using System.Runtime.InteropServices;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Progress;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Gives one picture its style, step after step.</summary>
internal sealed class StyleRun : IDisposable
{
    private const ulong NoisePurpose = 0x57;

    /// <summary>How far the first step of L-BFGS tries to move a pixel.</summary>
    private const double FirstMove = 0.05;

    private readonly StyleTransferOptions _options;
    private readonly ProgressReporter _progress;
    private readonly long _row;
    private readonly Tensor _content;
    private readonly Tensor _pixels;
    private readonly long[] _shape;
    private readonly StyleObjective _objective;
    private StyleLosses _first;

    /// <param name="network">The network.</param>
    /// <param name="options">The options, with a seed.</param>
    /// <param name="weights">The weights of the style layers; they add up to 1.</param>
    /// <param name="content">The content picture.</param>
    /// <param name="gramsFor">The Gram matrices to reach, for the picture as the network sees it; they stay the callee's.</param>
    /// <param name="row">Position of the row.</param>
    /// <param name="progress">Whom to tell.</param>
    public StyleRun(
        StyleNetwork network, StyleTransferOptions options, IReadOnlyList<double> weights, Picture content,
        Func<Tensor, IReadOnlyList<Tensor>> gramsFor, long row, ProgressReporter progress)
    {
        _options = options;
        _row = row;
        _progress = progress;
        using DisposeScope scope = NewDisposeScope();
        _content = content.ToTensor(network.Device);
        Tensor seen = options.KeepColor ? Luminance.Of(_content) : _content;
        _shape = seen.shape;
        _pixels = options.Start == StyleStart.Content
            ? seen.reshape(-1).clone()
            : tensor(Noise(seen.numel(), options.Seed!.Value)).to(network.Device);
        _objective = new StyleObjective(network, options, weights, _pixels, seen, gramsFor(seen));
        scope.Detach(_content, _pixels);
    }

    /// <summary>Set by a callback that wants the picture as it is.</summary>
    public bool StopRequested { get; set; }

    /// <summary>Takes the steps.</summary>
    /// <exception cref="OperationCanceledException">Cancelled before the first step.</exception>
    /// <exception cref="TrainingException">A loss is not a number, or memory is short.</exception>
    public Picture Run()
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        int step = 0;
        try
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable noGradient = no_grad();
            if (_options.Optimizer == StyleOptimizer.Adam)
            {
                RunAdam(ref step);
            }
            else
            {
                RunLbfgs(ref step);
            }
        }
        catch (ExternalException e)
        {
            throw new TrainingException(
                OutOfMemory.Is(e)
                    ? $"Out of memory on {_pixels.device} with a picture of {_shape[3]} x {_shape[2]} pixels. Try a smaller Size or a smaller network."
                    : $"Step {step} of a picture of {_shape[3]} x {_shape[2]} pixels failed: {NativeMessage.Of(e)}", e)
            {
                Step = step,
                LearningRate = _options.StartingRate,
            };
        }

        StyleLosses last = _objective.Losses;
        _progress.Line($"{Name}: {step} steps in {_progress.Elapsed.TotalSeconds:0.0} s, style loss {_first.Style:g4} to {last.Style:g4}, content loss {_first.Content:g4} to {last.Content:g4}");
        return Picture();
    }

    /// <summary>The picture as it is now.</summary>
    public Picture Picture()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = _pixels.view(_shape);
        return MlNetDeep.Picture.Of(_options.KeepColor ? Luminance.Replace(_content, picture) : picture);
    }

    public void Dispose()
    {
        _objective.Dispose();
        _content.Dispose();
        _pixels.Dispose();
    }

    private string Name => $"picture {_row + 1}";

    private void RunAdam(ref int step)
    {
        using FlatOptimizer optimizer = new AdamOptions().Create(
            _pixels, [new GroupSettings(new ParameterRange(0, 0, _pixels.numel()), 1, 0)]);
        Tensor gradient = _objective.Evaluate().Gradient;
        while (GoesOn(step))
        {
            optimizer.Step(gradient, _options.StartingRate * (1 + Math.Cos(Math.PI * step / _options.Steps)) / 2);
            gradient.Dispose();
            _pixels.clamp_(S(0), S(1));
            gradient = _objective.Evaluate().Gradient;
            step++;
        }

        gradient.Dispose();
    }

    private void RunLbfgs(ref int step)
    {
        using var optimizer = new Lbfgs(_pixels, _options.History, FirstMove, _objective.Evaluate);
        while (GoesOn(step) && optimizer.Step())
        {
            step++;
        }
    }

    /// <summary>Tells about the picture as it is, and whether there is more to do.</summary>
    private bool GoesOn(int step)
    {
        StyleLosses losses = _objective.Losses;
        string? problem = !double.IsFinite(losses.Total)
            ? $"The loss of the picture in row {_row} became {losses.Total} at step {step} (style {losses.Style}, content {losses.Content})"
            : !double.IsFinite(_objective.GradientEnergy) ? $"The gradient of the picture in row {_row} overflows at step {step} (loss {losses.Total})" : null;
        if (problem is not null)
        {
            throw new TrainingException(
                $"{problem}. Try a smaller StyleWeight, ContentWeight, TotalVariationWeight or LearningRate of Adam, or look for values that are not finite in the network.")
            {
                Step = step,
                LearningRate = _options.StartingRate,
            };
        }

        if (step == 0)
        {
            _first = losses;
        }

        _progress.Bar(Name, step, _options.Steps, $"style {losses.Style:g4}  content {losses.Content:g4}");
        _options.OnStep?.Invoke(new StyleStepArguments(this, _row, step, _options.Steps, losses));
        return step < _options.Steps && !StopRequested && !_options.CancellationToken.IsCancellationRequested;
    }

    private static float[] Noise(long count, int seed)
    {
        RandomStream random = RandomStream.For(seed, NoisePurpose, 0);
        var values = new float[count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)random.Fraction();
        }

        return values;
    }
}
