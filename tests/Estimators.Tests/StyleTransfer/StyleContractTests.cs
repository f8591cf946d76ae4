using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetDeep.Estimators.Tests.StyleTransfer;

namespace MlNetDeep.Transforms.Tests.RowContract;

/// <summary>Style transfer keeps what all transformers promise, though it paints nothing ahead.</summary>
public sealed class StyleContractTests : RowContractTests
{
    protected override int Count => 8;

    protected override bool RowsCostMemory => true;

    protected override string[] Inputs => ["Image"];

    protected override ITransformer Make() => Ml.DeepLearning.StyleTransfer(StylePictures.Options() with { Steps = 2 }).Fit(Data(1));

    protected override IDataView Data(int count) => Ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new FileRow { Id = i, Name = $"row {i}", Image = Png(i) }).ToList());

    private static byte[] Png(int seed)
    {
        using MLImage image = StylePictures.Image(seed);
        return Picture.Of(image).ToPng();
    }

    private sealed class FileRow
    {
        public int Id { get; set; }

        public string Name { get; set; } = "";

        public byte[] Image { get; set; } = [];
    }
}
