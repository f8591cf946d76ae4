using Microsoft.ML;
using Microsoft.ML.Runtime;
using MlNetDeep.Estimators.LibTorch;
using MlNetDeep.Estimators.Progress;
using MlNetDeep.Estimators.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>The compiled network and the styles of a transformer, made when the first picture is asked for.</summary>
/// <remarks>One picture is worked on at a time: torch uses all threads for it.</remarks>
internal sealed class StyleEngine : IDisposable
{
    private readonly IHostEnvironment _environment;
    private readonly StyleTransferOptions _options;
    private readonly StyleModel _model;
    private readonly double[] _weights;
    private readonly Lock _lock = new();
    private StyleNetwork? _network;
    private Tensor[]? _grams;
    private bool _disposed;

    public StyleEngine(IHostEnvironment environment, StyleTransferOptions options, StyleModel model)
    {
        _environment = environment;
        _options = options;
        _model = model;
        _weights = [.. model.StyleValues.Select(layer => layer.Weight)];
        Loader = new PictureLoader(options.Size, options.Side, options.MaxPixels);
    }

    /// <summary>Reads pictures in the size of the results.</summary>
    public PictureLoader Loader { get; }

    public void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, typeof(StyleTransferTransformer));

    /// <summary>Gives a picture the style.</summary>
    /// <param name="content">The picture.</param>
    /// <param name="row">Position of its row.</param>
    public Picture Apply(Picture content, long row)
    {
        _options.CancellationToken.ThrowIfCancellationRequested();
        TorchLibrary.Ready();
        lock (_lock)
        {
            ThrowIfDisposed();
            using IChannel channel = ((IChannelProvider)_environment).Start(StyleTransferEstimator.Name);
            using var progress = new ProgressReporter(channel, _options.Progress);
            using DisposeScope scope = NewDisposeScope();
            using var heap = new HeapReuse();
            using IDisposable threads = new TorchRuntime(_options.Threads);
            StyleNetwork network = _network ??= Compile(progress);
            progress.Info($"Picture {row + 1}: {content.Width} x {content.Height} pixels, {_options.Steps} steps of {_options.Optimizer}.");
            using var run = new StyleRun(network, _options, _weights, content, Grams, row, progress);
            return run.Run();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _network?.Dispose();
            foreach (Tensor gram in _grams ?? [])
            {
                gram.Dispose();
            }

            (_network, _grams) = (null, null);
        }
    }

    private StyleNetwork Compile(ProgressReporter progress)
    {
        Device device = TrainingDevice.Choose(_options.Device, _environment as MLContext, out string description);
        progress.Info($"Style transfer on {description} with network '{_model.Network.Name}': content at {string.Join(", ", _model.ContentValues)}; "
            + $"style at {string.Join(", ", _model.StyleValues.Select(layer => layer.Name))}.");
        return new StyleNetwork(_model, device);
    }

    // With colors kept, the style's luminance is fitted to each content picture; otherwise it is always the same.
    private IReadOnlyList<Tensor> Grams(Tensor seen)
    {
        if (_options.KeepColor)
        {
            return MakeGrams(style => Luminance.Match(Luminance.Of(style), seen));
        }

        if (_grams is null)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] grams = MakeGrams(style => style);
            scope.Detach(grams);
            _grams = grams;
        }

        return _grams;
    }

    private Tensor[] MakeGrams(Func<Tensor, Tensor> prepare)
    {
        var loader = new PictureLoader(_options.StyleSize ?? _options.Size, _options.Side, _options.MaxPixels);
        Tensor[]? sums = null;
        foreach (StyleSource style in _model.Styles)
        {
            Tensor picture = prepare(loader.Load(style.File, style.Name).ToTensor(_network!.Device));
            Tensor[] grams = [.. _network.Features(StyleObjective.Colors(picture), gradient: false).Style
                .Select(values => GramMatrix.Of(values).mul(S(style.Share)))];
            sums = sums is null ? grams : [.. sums.Zip(grams, (sum, gram) => sum.add(gram, S(1)))];
        }

        return sums!;
    }
}
