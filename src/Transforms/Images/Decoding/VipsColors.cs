using NetVips;

namespace MlNetDeep;

/// <summary>Turns what a file holds into bytes of red, green and blue, without the color profile that it may bring.</summary>
internal static class VipsColors
{
    /// <summary>The picture in three bytes a pixel; disposes the given one, also when a step fails.</summary>
    /// <exception cref="VipsException">A step fails.</exception>
    /// <exception cref="ImageDecodingException">The colors cannot be told.</exception>
    public static Image Convert(Image image)
    {
        if (image.Interpretation == Enums.Interpretation.Cmyk)
            image = Then(image, FromInks);
        if (image.Interpretation != Enums.Interpretation.Srgb)
            image = Then(image, colors => colors.Colourspace(Enums.Interpretation.Srgb));
        if (image.Format != Enums.BandFormat.Uchar)
            image = Then(image, colors => colors.Cast(Enums.BandFormat.Uchar));
        if (image.Bands > 3 && image.HasAlpha())
            image = Then(image, colors => colors.Flatten(background: [255, 255, 255]));
        if (image.Bands == 3)
            return image;
        using (image)
            throw new ImageDecodingException($"its pixels have {image.Bands} parts, which are not red, green and blue");
    }

    // (1 - ink) * (1 - black), as Pillow has it.
    private static Image FromInks(Image inks)
    {
        using Image bytes = inks.Cast(Enums.BandFormat.Uchar, shift: true);
        using Image light = bytes.Invert();
        using Image colors = light.ExtractBand(0, n: 3);
        using Image black = light.ExtractBand(3);
        using Image product = colors * black;
        using Image scaled = product.Linear([1 / 255.0], [0.5], uchar: true);
        return scaled.Copy(interpretation: Enums.Interpretation.Srgb);
    }

    private static Image Then(Image image, Func<Image, Image> step)
    {
        using (image)
            return step(image);
    }
}
