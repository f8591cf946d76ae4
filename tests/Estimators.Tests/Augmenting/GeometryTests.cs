using System.Text.Json;
using MlNetDeep.Estimators.Augmenting;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Augmenting;

public sealed class GeometryTests
{
    private static readonly JsonElement _golden = Golden.Load("augmentation.json");

    public static TheoryData<string> Cases => [.. _golden.GetProperty("cases").EnumerateObject().Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void MapsMovePixelsAsComputedByHand(string name)
    {
        AffineMap rotate = AffineMap.Rotate(25), shift = AffineMap.Shift(1.5, -0.75), zoom = AffineMap.Scale(1.3, 1.3);
        AffineMap shear = AffineMap.Shear(20), mirror = AffineMap.Scale(-1, 1);
        AffineMap map = name switch
        {
            "rotate" => rotate,
            "rotate-reflect" => AffineMap.Rotate(-40),
            "shift" => shift,
            "zoom-in" => zoom,
            "zoom-out" => AffineMap.Scale(0.6, 0.6),
            "shear" => shear,
            "mirror" => mirror,
            "rotate-shift" => rotate.Then(shift),
            "shift-rotate" => shift.Then(rotate),
            _ => mirror.Then(shear).Then(zoom).Then(rotate),
        };
        JsonElement expected = _golden.GetProperty("cases").GetProperty(name);
        int height = _golden.GetProperty("height").GetInt32(), width = _golden.GetProperty("width").GetInt32();

        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        Tensor picture = tensor(_golden.GetProperty("picture").Floats()).reshape(1, 1, height, width);
        Tensor other = ones([1, 1, height, width]);
        AugmentedBatch batch = Batches.Of(cat([other, picture]), rows: [0, 1]);
        var maps = new float[12];
        AffineMap.Identity.Write(maps, height, width);
        map.Write(maps.AsSpan(6), height, width);
        GeometricRun.Sample(batch, maps, Enum.Parse<EdgeFill>(expected.GetProperty("fill").GetString()!), keepsPixels: false);

        Golden.Near(expected.GetProperty("pixels").Floats(), batch.Images.select(0, 1).ToFloats(), 2e-5);
        Golden.Near(other.ToFloats(), batch.Images.select(0, 0).ToFloats(), 2e-5);
    }

    [Fact]
    public void MirrorAndCropKeepEveryPixelExactly()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Batches.Noise(40, 3, 7, 10);
        Tensor mirrored = Batches.Apply(images, [Augmentation.Mirror(probability: 1)]);
        Assert.Equal(images.flip(3).ToFloats(), mirrored.ToFloats());
        Assert.Equal(images.flip(2).ToFloats(), Batches.Apply(images, [Augmentation.MirrorVertically(1)]).ToFloats());

        Tensor cropped = Batches.Apply(images, [Augmentation.Crop(2)]);
        Tensor padded = nn.functional.pad(images, [2, 2, 2, 2]);
        var places = new HashSet<int>();
        for (int i = 0; i < 40; i++)
        {
            float[] found = cropped.select(0, i).ToFloats();
            int place = Enumerable.Range(0, 25).Single(p => padded.select(0, i).narrow(1, p / 5, 7).narrow(2, p % 5, 10).ToFloats().SequenceEqual(found));
            places.Add(place);
        }

        Assert.InRange(places.Count, 12, 25);
    }

    [Fact]
    public void NeighboursBecomeOneSampling()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = Batches.Noise(8, 1, 9, 9);

        // There and back again: sampled twice this would blur.
        Tensor same = Batches.Apply(images, [Augmentation.Zoom(2, 2), Augmentation.MirrorVertically(0), Augmentation.Zoom(0.5, 0.5)]);
        Golden.Near(images.ToFloats(), same.ToFloats(), 1e-5);

        // The first step's black is final when the second one fills otherwise.
        Tensor blurred = Batches.Apply(images, [Augmentation.Zoom(2, 2), Augmentation.Zoom(0.5, 0.5, EdgeFill.Edge)]);
        Assert.Contains(images.ToFloats().Zip(blurred.ToFloats()), p => Math.Abs(p.First - p.Second) > 0.05);
    }

    [Fact]
    public void AResizedCropLooksAtAPart()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ramp = arange(S(0), S(64), S(1), ScalarType.Float32).reshape(1, 1, 1, 64).expand(200, 1, 64, 64);
        Tensor parts = Batches.Apply(ramp, [Augmentation.ResizedCrop(0.25, 1)]);
        float[] rows = parts.select(2, 30).reshape(-1).ToFloats();
        double smallest = 1, largest = 0;
        for (int i = 0; i < 200; i++)
        {
            double share = (rows[(i * 64) + 40] - rows[(i * 64) + 20]) / 20;
            (smallest, largest) = (Math.Min(smallest, share), Math.Max(largest, share));
            Assert.True(rows[i * 64] >= -1e-3 && rows[(i * 64) + 63] <= 63.001);
        }

        Assert.InRange(smallest, 0.5 - 1e-4, 0.56);
        Assert.InRange(largest, 0.95, 1 + 1e-4);
    }
}
