using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class ReportImageTests
{
    [Fact]
    public void A_grey_picture_becomes_a_PNG_with_the_same_pixels()
    {
        byte[] pixels = IdxBytes.Pattern(28 * 20);
        PngPicture png = PngPicture.Read(ReportImage.FromPlanar(pixels, 1, 28, 20).ToPng());
        Assert.Equal((20, 28, 1), (png.Width, png.Height, png.Channels));
        Assert.Equal(pixels, png.Pixels);
    }

    [Fact]
    public void Planes_of_red_green_and_blue_are_interleaved()
    {
        byte[] planes = [1, 2, 11, 12, 21, 22];
        PngPicture png = PngPicture.Read(ReportImage.FromPlanar(planes, 3, 1, 2).ToPng());
        Assert.Equal((2, 1, 3), (png.Width, png.Height, png.Channels));
        Assert.Equal([1, 11, 21, 2, 12, 22], png.Pixels);
        Assert.Equal(png.Pixels, ReportImage.FromInterleaved(png.Pixels, 3, 1, 2).Pixels.ToArray());
    }

    [Fact]
    public void Numbers_are_stretched_from_black_to_white()
    {
        ReportImage image = ReportImage.FromFloats([-1, 0, 1, float.NaN, float.PositiveInfinity, 0.5f], 1, 2, 3);
        Assert.Equal([0, 128, 255, 0, 0, 191], image.Pixels.ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(3)]
    [InlineData(float.MaxValue)]
    public void A_constant_picture_is_black(float value) =>
        Assert.All(ReportImage.FromFloats([value, value], 1, 1, 2).Pixels.ToArray(), pixel => Assert.Equal(0, pixel));

    [Fact]
    public void The_largest_range_of_numbers_does_not_overflow() =>
        Assert.Equal([0, 255], ReportImage.FromFloats([float.MinValue, float.MaxValue], 1, 1, 2).Pixels.ToArray());

    [Theory]
    [InlineData(2, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, -1)]
    [InlineData(1, 2, 2)]
    [InlineData(1, 65536, 65536)]
    public void Sizes_must_fit_the_values(int channels, int height, int width) =>
        Assert.ThrowsAny<ArgumentException>(() => ReportImage.FromPlanar(new byte[2], channels, height, width));
}
