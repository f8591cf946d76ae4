#nullable enable
namespace MlNetDeep.Transforms.Vips;

/// <summary>A reference to a libvips image: a recipe that runs when its pixels are asked for.</summary>
internal sealed unsafe class VipsImage(nint handle) : IDisposable
{
    /// <summary>libvips' number of a band format of bytes.</summary>
    public const int Bytes = 0;

    private const int SRgb = 22;

    public nint Handle { get; private set; } = handle;

    public int Width => VipsNative.Width(Handle);

    public int Height => VipsNative.Height(Handle);

    public int Bands => VipsNative.Bands(Handle);

    public bool HasAlpha => VipsNative.HasAlpha(Handle) != 0;

    /// <summary>Whether the pixels are red, green and blue bytes, with or without alpha.</summary>
    public bool IsSRgbBytes => VipsNative.Interpretation(Handle) == SRgb && VipsNative.Format(Handle) == Bytes && Bands is 3 or 4;

    /// <summary>An image over pixels that the caller keeps where they are until it is disposed.</summary>
    public static VipsImage OverPixels(byte* pixels, int width, int height, int bands)
    {
        VipsLibrary.Require();
        nint image = VipsNative.NewFromMemory(pixels, (nuint)((long)width * height * bands), width, height, bands, Bytes);
        return image == 0 ? throw VipsLibrary.Error() : new VipsImage(image);
    }

    /// <summary>Runs the recipe; the memory goes back with <see cref="VipsNative.Free"/>.</summary>
    /// <exception cref="VipsException">A step fails: the file is damaged, for example.</exception>
    public byte* Render(out long size)
    {
        byte* pixels = VipsNative.WriteToMemory(Handle, out nuint length);
        size = (long)length;
        return pixels is null ? throw VipsLibrary.Error() : pixels;
    }

    /// <summary>The next step of the recipe; disposes this one's reference, also when the step fails.</summary>
    public VipsImage Then(string operation, Action<VipsOperation>? set = null, string input = "in")
    {
        using (this)
        {
            using var step = new VipsOperation(operation);
            step.Set(input, this);
            set?.Invoke(step);
            return step.RunToImage();
        }
    }

    public void Dispose()
    {
        if (Handle == 0)
            return;
        VipsNative.Unref(Handle);
        Handle = 0;
    }
}
