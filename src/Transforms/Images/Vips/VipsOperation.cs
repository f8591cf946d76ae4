#nullable enable
using System.Globalization;

namespace MlNetDeep.Transforms.Vips;

/// <summary>One libvips operation: set its arguments, run it, take its result.</summary>
internal sealed unsafe class VipsOperation : IDisposable
{
    private nint _handle;

    /// <exception cref="DllNotFoundException">There is no usable libvips.</exception>
    /// <exception cref="VipsException">This libvips has no such operation.</exception>
    public VipsOperation(string name)
    {
        VipsLibrary.Require();
        _handle = VipsNative.NewOperation(name);
        if (_handle == 0)
            throw VipsLibrary.Error();
    }

    public VipsOperation Set(string name, string value) =>
        VipsNative.SetArgument(_handle, name, value) == 0 ? this : throw VipsLibrary.Error();

    public VipsOperation Set(string name, int value) => Set(name, value.ToString(CultureInfo.InvariantCulture));

    // Not as text, which libvips would read in the language of the process.
    public VipsOperation Set(string name, double value)
    {
        GValue holder = default;
        VipsNative.InitValue(&holder, GValue.DoubleType);
        VipsNative.SetDouble(&holder, value);
        return SetAndClear(name, &holder);
    }

    public VipsOperation Set(string name, ReadOnlySpan<double> values)
    {
        GValue holder = default;
        VipsNative.InitValue(&holder, VipsNative.DoubleArrayType());
        fixed (double* pointer = values)
            VipsNative.SetDoubles(&holder, pointer, values.Length);
        return SetAndClear(name, &holder);
    }

    public VipsOperation Set(string name, VipsImage image)
    {
        GValue holder = default;
        VipsNative.InitValue(&holder, VipsNative.ImageType());
        VipsNative.SetObject(&holder, image.Handle);
        return SetAndClear(name, &holder);
    }

    /// <summary>Sets bytes that the caller keeps where they are until all images made of them are disposed.</summary>
    public VipsOperation SetPinned(string name, byte* data, int length)
    {
        GValue holder = default;
        VipsNative.InitValue(&holder, VipsNative.BlobType());
        VipsNative.SetBlob(&holder, 0, data, (nuint)length);
        return SetAndClear(name, &holder);
    }

    /// <summary>Runs the operation and gives its output image.</summary>
    /// <exception cref="VipsException">It fails.</exception>
    public VipsImage RunToImage(string output = "out")
    {
        Build();
        GValue holder = default;
        VipsNative.InitValue(&holder, VipsNative.ImageType());
        VipsNative.GetProperty(_handle, output, &holder);
        nint image = VipsNative.Ref(VipsNative.GetObject(&holder));
        VipsNative.UnsetValue(&holder);
        return new VipsImage(image);
    }

    /// <summary>Runs the operation and gives the bytes that it puts out.</summary>
    /// <exception cref="VipsException">It fails.</exception>
    public byte[] RunToBytes(string output = "buffer")
    {
        Build();
        GValue holder = default;
        VipsNative.InitValue(&holder, VipsNative.BlobType());
        VipsNative.GetProperty(_handle, output, &holder);
        byte[] bytes = new ReadOnlySpan<byte>(VipsNative.GetBlob(&holder, out nuint length), checked((int)length)).ToArray();
        VipsNative.UnsetValue(&holder);
        return bytes;
    }

    public void Dispose()
    {
        if (_handle == 0)
            return;
        VipsNative.UnrefOutputs(_handle);
        VipsNative.Unref(_handle);
        _handle = 0;
    }

    private void Build()
    {
        if (VipsNative.Build(ref _handle) != 0)
            throw VipsLibrary.Error();
    }

    private VipsOperation SetAndClear(string name, GValue* value)
    {
        VipsNative.SetProperty(_handle, name, value);
        VipsNative.UnsetValue(value);
        return this;
    }
}
