using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>
/// Luminance and the two color channels of YIQ, in which the colors of a picture can be kept while its luminance changes.
/// Source of the matrix: FCC 47 CFR 73.682, as used for television in the United States from 1953.
/// </summary>
internal static class Luminance
{
    private static readonly float[] _weights = [0.299f, 0.587f, 0.114f];

    /// <summary>The luminance of a picture, <c>[1, 1, H, W]</c>.</summary>
    /// <param name="picture"><c>[1, 3, H, W]</c>, red first.</param>
    public static Tensor Of(Tensor picture)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor weights = tensor(_weights, [1, 3, 1, 1]).to(picture.device);
        return scope.MoveToOuter(picture.mul(weights).sum([1], keepdim: true));
    }

    /// <summary>A luminance with the mean and the spread of another.</summary>
    public static Tensor Match(Tensor luminance, Tensor wanted)
    {
        using DisposeScope scope = NewDisposeScope();
        double spread = luminance.var(unbiased: false).sqrt().ToNumber(), wantedSpread = wanted.var(unbiased: false).sqrt().ToNumber();
        double factor = spread > 0 ? wantedSpread / spread : 0;
        return scope.MoveToOuter(luminance.sub(luminance.mean()).mul(S(factor)).add(wanted.mean(), S(1)));
    }

    /// <summary>A picture with another luminance.</summary>
    /// <remarks>
    /// In YIQ the color channels depend on differences of red, green and blue from the luminance, so keeping them means
    /// adding the same to all three.
    /// </remarks>
    public static Tensor Replace(Tensor picture, Tensor luminance)
    {
        using DisposeScope scope = NewDisposeScope();
        return scope.MoveToOuter(picture.add(luminance.sub(Of(picture)), S(1)));
    }
}
