using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep.Examples.StyleTransfer;

/// <summary>Paints one picture in the style of another.</summary>
internal sealed class StyleTransferExample(StyleTransferSettings settings)
{
    private readonly MLContext _mlContext = new(settings.Seed);

    public void Run(CancellationToken cancellation)
    {
        if (!File.Exists(settings.Content))
            throw new FileNotFoundException($"There is no picture '{settings.Content}'.", settings.Content);
        double first = 0, last = 0;
        StyleTransferEstimator estimator = _mlContext.DeepLearning.StyleTransfer(new StyleTransferOptions
        {
            Progress = ProgressOutput.Auto,
            Network = LoadNetwork(),
            Styles = [settings.Style],
            Size = settings.Size,
            StyleSize = settings.StyleSize > 0 ? settings.StyleSize : null,
            Steps = settings.Steps,
            Optimizer = settings.Optimizer,
            StyleWeight = settings.StyleWeight,
            TotalVariationWeight = settings.Smoothness,
            Start = settings.Start,
            KeepColor = settings.KeepColor,
            Seed = settings.Seed,
            Device = settings.Device,
            Threads = settings.Threads,
            OnStep = step => (first, last) = (step.Step == 0 ? step.StyleLoss : first, step.StyleLoss),
            CancellationToken = cancellation,
        });
        IDataView pictures = _mlContext.Data.LoadFromEnumerable([new Painting { Image = settings.Content }]);
        using StyleTransferTransformer transformer = estimator.Fit(pictures);
        Stopwatch clock = Stopwatch.StartNew();
        using MLImage styled = transformer.Transform(pictures).GetColumn<MLImage>("Styled").Single();
        TimeSpan time = clock.Elapsed;
        Save(styled);
        double fall = first / last;
        Console.WriteLine(FormattableString.Invariant(
            $"{settings.Output}: {styled.Width} x {styled.Height} pixels in {time.TotalSeconds:F0} s; the style loss fell {fall:F1} x"));
        if (fall < settings.MinimumFall && !cancellation.IsCancellationRequested)
            throw new CheckFailedException(FormattableString.Invariant($"The style loss fell {fall:F1} x, at least {settings.MinimumFall} x were expected."));
    }

    // A file of weights says nothing about preprocessing, and an ONNX file may not; both are then taken to be torchvision's.
    private Network LoadNetwork()
    {
        Backbone source = settings.Weights is null ? settings.Network : Backbone.FromZoo(settings.Network, settings.Weights);
        Network network = source.Load();
        return network.Preprocessing is null
            ? network.WithPreprocessing(Networks.FindArchitecture("squeezenet1_1").Preprocessing)
            : network;
    }

    private void Save(MLImage image)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(settings.Output));
        Directory.CreateDirectory(folder!);
        string unfinished = Path.Combine(folder!, $"{Path.GetRandomFileName()}{Path.GetExtension(settings.Output)}");
        try
        {
            image.Save(unfinished);
            File.Move(unfinished, settings.Output, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
