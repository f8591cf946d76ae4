using System.Runtime.InteropServices;
using MlNetDeep.Transforms.Vips;

namespace Microsoft.ML.Data;

/// <summary>Native memory of pixels, freed when the image is disposed or collected.</summary>
internal sealed unsafe class PixelMemory : SafeHandle
{
    private readonly bool _isRendered;

    private PixelMemory(void* pixels, int length, bool isRendered)
        : base(0, ownsHandle: true)
    {
        Length = length;
        _isRendered = isRendered;
        SetHandle((nint)pixels);
    }

    public int Length { get; }

    public override bool IsInvalid => handle == 0;

    public Span<byte> Bytes => new((void*)handle, Length);

    public byte* Pointer => (byte*)handle;

    public static PixelMemory Allocate(int length) => new(NativeMemory.AllocZeroed((nuint)length), length, isRendered: false);

    /// <summary>Takes over what libvips rendered.</summary>
    public static PixelMemory Render(VipsImage image)
    {
        byte* pixels = image.Render(out long length);
        return new PixelMemory(pixels, checked((int)length), isRendered: true);
    }

    protected override bool ReleaseHandle()
    {
        if (_isRendered)
            VipsNative.Free((void*)handle);
        else
            NativeMemory.Free((void*)handle);
        return true;
    }
}
