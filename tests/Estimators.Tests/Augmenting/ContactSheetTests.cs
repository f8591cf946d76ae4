using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Augmenting;

public sealed class ContactSheetTests : IDisposable
{
    private readonly MLContext _mlContext = new(seed: 1);
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"mlnetdeep-sheet-{Guid.NewGuid():N}.png");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ASheetShowsRowsAndVariants()
    {
        using var live = new LiveTensors();
        byte[] plain = Sheet([], images: 3, variants: 2);
        byte[] changed = Sheet([Augmentation.Rotate(40), Augmentation.MixUp()], images: 3, variants: 2);
        Assert.NotEqual(plain, changed);
        Assert.Equal(changed, Sheet([Augmentation.Rotate(40), Augmentation.MixUp()], images: 3, variants: 2));

        // 8 x 8 pixels, enlarged to 56, with gaps of 3: three columns and three rows.
        Assert.Equal((180, 180), (BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(20))));
        Assert.Equal(62, BinaryPrimitives.ReadInt32BigEndian(Sheet([], images: 9, variants: 1, rows: 1).AsSpan(20)));
    }

    [Fact]
    public void WhatCannotBeShownIsRefused()
    {
        IDataView data = Shapes.View(_mlContext, 4);
        var flat = new ConvNetOptions { Network = Network.Input(64).Dense(4).Softmax().Build() };
        Assert.Contains("contact sheet", Assert.Throws<TrainingException>(() => _mlContext.DeepLearning.SaveContactSheet(data, flat, _path)).Message);
        var bad = new ConvNetOptions { Network = Shapes.Network(), Augmentation = [Augmentation.Saturation()] };
        Assert.Throws<OptionsException>(() => _mlContext.DeepLearning.SaveContactSheet(data, bad, _path));
        var good = new ConvNetOptions { Network = Shapes.Network() };
        Assert.Throws<ArgumentOutOfRangeException>(() => _mlContext.DeepLearning.SaveContactSheet(data, good, _path, images: 65));
        Assert.Throws<TrainingException>(() => _mlContext.DeepLearning.SaveContactSheet(Shapes.View(_mlContext, 0), good, _path));
        Assert.False(File.Exists(_path));
    }

    [Fact]
    public void ColorsAreThoseOfTheFileWhateverThePreprocessing()
    {
        byte[] pixels = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120];
        Network network = Network.Input(3, 2, 2).Flatten().Dense(2).Softmax().Build().WithPreprocessing(new ImagePreprocessing
        {
            Width = 2,
            Height = 2,
            Channels = 3,
            ColorOrder = ColorOrder.Bgr,
            Scale = 0.5f,
            Mean = [50, 20, 10],
            StandardDeviation = [2, 3, 4],
        });
        IDataView data = _mlContext.Data.LoadFromEnumerable([new Photo { Features = pixels }]);
        ImageColumn column = ImageColumn.Bind(data.Schema, "Features", network);
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var augmenter = new Augmenter([Augmentation.Brightness(0.5)], column, null, CPU, 3);
        var input = new float[12];
        column.Scaling!.Scale(pixels, PixelLayout.Planar, input);
        Tensor batch = tensor(input).reshape(1, 3, 2, 2);

        byte[] shown = [.. augmenter.Colors(batch, [0], null).contiguous().ToFloats().Select(v => (byte)MathF.Round(v * 255))];
        Assert.Equal([90, 100, 110, 120, 50, 60, 70, 80, 10, 20, 30, 40], shown);

        float[] bright = augmenter.Apply(batch, zeros([1]), null, [0], 0).Input.ToFloats();
        float factor = ((bright[0] * 2) + 50) / 0.5f / 10;
        Assert.InRange(factor, 0.5f, 1.5f);
        Assert.NotEqual(1, factor, 3);
        float[] mean = [50, 20, 10], deviation = [2, 3, 4];
        Golden.Near([.. pixels.Select((p, i) => ((p * factor * 0.5f) - mean[i / 4]) / deviation[i / 4])], bright, 1e-4);
    }

    private byte[] Sheet(Augmentation[] recipe, int images, int variants, int rows = 5)
    {
        var options = new ConvNetOptions { Network = Shapes.Network(), FeatureColumnName = "Bytes", Augmentation = recipe, Seed = 4 };
        _mlContext.DeepLearning.SaveContactSheet(Shapes.View(_mlContext, rows), options, _path, images, variants);
        return File.ReadAllBytes(_path);
    }

    private sealed class Photo
    {
        [VectorType(3, 2, 2)]
        public byte[] Features { get; set; } = [];
    }
}
