using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>Red, green and blue bytes, <c>[3, H, W]</c>.</summary>
internal sealed record Picture(byte[] Pixels, int Width, int Height)
{
    /// <summary>A decoded picture in its own size.</summary>
    public static Picture Of(MLImage image) => PictureLoader.Resize(image, image.Width, image.Height);

    /// <summary>The picture that values from 0 to 1, <c>[1, 3, H, W]</c>, stand for; what lies outside is cut off.</summary>
    public static Picture Of(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor bytes = values.mul(S(255)).add(S(0.5), S(1)).clamp(S(0), S(255)).to_type(ScalarType.Byte).cpu().contiguous();
        return new Picture(bytes.bytes.ToArray(), (int)values.size(3), (int)values.size(2));
    }

    /// <summary>The pixels from 0 to 1, <c>[1, 3, H, W]</c>.</summary>
    public Tensor ToTensor(Device device)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = tensor(Pixels, [1, 3, Height, Width]).to(device).to_type(ScalarType.Float32).div(S(255));
        return scope.MoveToOuter(values);
    }

    /// <summary>The picture as ML.NET has it; the caller disposes it.</summary>
    public MLImage ToImage()
    {
        int plane = Width * Height;
        byte[] pixels = new byte[plane * 4];
        for (int i = 0; i < plane; i++)
        {
            pixels[4 * i] = Pixels[(2 * plane) + i];
            pixels[(4 * i) + 1] = Pixels[plane + i];
            pixels[(4 * i) + 2] = Pixels[i];
            pixels[(4 * i) + 3] = byte.MaxValue;
        }

        return MLImage.CreateFromPixels(Width, Height, MLPixelFormat.Bgra32, pixels);
    }

    /// <summary>The picture as a PNG file.</summary>
    public byte[] ToPng() => ReportImage.FromPlanar(Pixels, 3, Height, Width).ToPng();
}
