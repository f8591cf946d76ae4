#nullable enable
namespace MlNetDeep.Transforms.Vips;

/// <summary>
/// Runs a recipe a few rows at a time in the calling thread. Rendering as a whole hands every piece to threads of
/// libvips' own, which costs more than it gains where many images are decoded side by side. To be used and disposed by one
/// thread, before the image.
/// </summary>
internal sealed unsafe class VipsRowReader : IDisposable
{
    private readonly VipsImage _image;
    private nint _region;

    public VipsRowReader(VipsImage image)
    {
        _image = image;
        _region = VipsNative.NewRegion(image.Handle);
        if (_region == 0)
            throw VipsLibrary.Error();
    }

    /// <summary>The next rows; the memory goes back with <see cref="VipsNative.Free"/>.</summary>
    /// <exception cref="VipsException">A step fails: the file is damaged, for example.</exception>
    public byte* Read(int top, int rows, out long size)
    {
        byte* pixels = VipsNative.FetchRegion(_region, 0, top, _image.Width, rows, out nuint length);
        size = (long)length;
        return pixels is null ? throw VipsLibrary.Error() : pixels;
    }

    public void Dispose()
    {
        if (_region == 0)
            return;
        VipsNative.Unref(_region);
        _region = 0;
    }
}
