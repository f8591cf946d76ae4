using System.Runtime.InteropServices;
using MlNetDeep.Transforms.Vips;

namespace Microsoft.ML.Data;

/// <summary>Reads and writes image files as ML.NET's own backend does, as far as libvips can.</summary>
internal static unsafe class ImageFile
{
    // What ML.NET's backend reads too; libvips could read more.
    private static readonly string[] _loaders = ["Jpeg", "Png", "Nsgif", "Webp", "Heif"];

    /// <summary>Decodes to premultiplied BGRA, without turning as EXIF says; null when it is not an image.</summary>
    public static PixelMemory DecodeOrNull(byte[] file, out int width, out int height)
    {
        (width, height) = (0, 0);
        VipsLibrary.Require();
        fixed (byte* data = file)
        {
            string loader = Marshal.PtrToStringUTF8(VipsNative.FindLoader(data, (nuint)file.Length));
            if (loader == null || !Array.Exists(_loaders, name => loader.Contains($"Load{name}", StringComparison.Ordinal)))
            {
                _ = VipsLibrary.Error();
                return null;
            }

            try
            {
                using VipsImage image = ToRgba(Load(loader, data, file.Length));
                (width, height) = (image.Width, image.Height);
                PixelMemory pixels = PixelMemory.Render(image);
                Premultiply(pixels.Bytes);
                return pixels;
            }
            catch (VipsException)
            {
                return null;
            }
        }
    }

    public static byte[] Encode(MLImage image, string extension)
    {
        bool isJpeg = extension is ".jpg" or ".jpeg";
        string saver = isJpeg ? "jpegsave_buffer" : extension == ".png" ? "pngsave_buffer" : "webpsave_buffer";
        ReadOnlySpan<byte> source = image.Pixels;
        int red = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        int bands = isJpeg ? 3 : 4;
        byte[] pixels = new byte[source.Length / 4 * bands];
        for (int from = 0, to = 0; from < source.Length; from += 4, to += bands)
        {
            // JPEG has no alpha: what is transparent is black, as it is in premultiplied pixels.
            byte alpha = bands == 4 ? source[from + 3] : (byte)255;
            pixels[to] = Unpremultiply(source[from + red], alpha);
            pixels[to + 1] = Unpremultiply(source[from + 1], alpha);
            pixels[to + 2] = Unpremultiply(source[from + 2 - red], alpha);
            if (bands == 4)
                pixels[to + 3] = alpha;
        }

        fixed (byte* data = pixels)
        {
            using VipsImage raw = VipsImage.OverPixels(data, image.Width, image.Height, bands);
            using VipsImage colored = raw.Then("copy", step => step.Set("interpretation", "srgb"));
            using var save = new VipsOperation(saver);
            save.Set("in", colored);
            if (extension != ".png")
                save.Set("Q", 100);
            return save.RunToBytes();
        }
    }

    public static byte Unpremultiply(byte value, byte alpha) => alpha switch
    {
        255 => value,
        0 => 0,
        _ => (byte)Math.Min(255, ((value * 255) + (alpha / 2)) / alpha),
    };

    private static VipsImage Load(string loader, byte* data, int length)
    {
        using var load = new VipsOperation(loader);
        return load.SetPinned("buffer", data, length).Set("access", "sequential").RunToImage();
    }

    private static VipsImage ToRgba(VipsImage image)
    {
        if (!image.IsSRgbBytes)
            image = image.Then("colourspace", step => step.Set("space", "srgb"));
        if (!image.IsSRgbBytes)
            image = image.Then("cast", step => step.Set("format", "uchar"));
        return image.HasAlpha ? image : image.Then("addalpha");
    }

    private static void Premultiply(Span<byte> rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4)
        {
            byte alpha = rgba[i + 3];
            if (alpha == 255)
            {
                (rgba[i], rgba[i + 2]) = (rgba[i + 2], rgba[i]);
                continue;
            }

            (byte red, byte blue) = (rgba[i], rgba[i + 2]);
            rgba[i] = Scale(blue, alpha);
            rgba[i + 1] = Scale(rgba[i + 1], alpha);
            rgba[i + 2] = Scale(red, alpha);
        }

        static byte Scale(byte value, byte alpha) => (byte)(((value * alpha) + 127) / 255);
    }
}
