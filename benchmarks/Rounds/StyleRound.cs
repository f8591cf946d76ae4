using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using MlNetDeep.Benchmarks.Running;

namespace MlNetDeep.Benchmarks.Rounds;

/// <summary>
/// The median milliseconds of a step of style transfer: a picture of 256 x 256 pixels, SqueezeNet 1.1 up to its ninth
/// layer, six layers of style and one of content, Adam.
/// </summary>
internal sealed class StyleRound : IRound
{
    private const int Side = 256, Steps = 12;

    private readonly MLContext _context = new(seed: 1);
    private readonly List<double> _times = [];
    private readonly MLImage _content = RandomPicture(1);
    private readonly MLImage _style = RandomPicture(2);
    private readonly StyleTransferTransformer _transformer;
    private readonly IDataView _styled;
    private long _last;

    public StyleRound(int threads)
    {
        IDataView data = _context.Data.LoadFromEnumerable([new Row { Image = _content }]);
        _transformer = _context.DeepLearning.StyleTransfer(new StyleTransferOptions
        {
            Network = Networks.Create("squeezenet1_1", new ArchitectureOptions { Seed = 1 }),
            Styles = [_style],
            Optimizer = StyleOptimizer.Adam,
            Size = Side,
            Steps = Steps,
            Seed = 1,
            Device = "cpu",
            Threads = threads,
            Progress = ProgressOutput.None,
            OnStep = OnStep,
        }).Fit(data);
        _styled = _transformer.Transform(data);
    }

    public double Run()
    {
        _times.Clear();
        foreach (MLImage image in _styled.GetColumn<MLImage>("Styled"))
            image.Dispose();
        return Outcome.Median(_times);
    }

    public void Dispose()
    {
        _transformer.Dispose();
        _content.Dispose();
        _style.Dispose();
    }

    private void OnStep(StyleStepArguments step)
    {
        long now = Stopwatch.GetTimestamp();
        if (step.Step > 0)
            _times.Add(Stopwatch.GetElapsedTime(_last, now).TotalMilliseconds);
        _last = now;
    }

    private static MLImage RandomPicture(int seed)
    {
        byte[] pixels = new byte[Side * Side * 4];
        new Random(seed).NextBytes(pixels);
        for (int i = 3; i < pixels.Length; i += 4)
            pixels[i] = byte.MaxValue;
        return MLImage.CreateFromPixels(Side, Side, MLPixelFormat.Rgba32, pixels);
    }

    private sealed class Row
    {
        [AnyImageSize]
        public MLImage? Image { get; set; }
    }
}
