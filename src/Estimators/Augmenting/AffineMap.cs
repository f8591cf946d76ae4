namespace MlNetDeep.Estimators.Augmenting;

/// <summary>
/// Where a pixel of the changed image comes from, in pixels from the image's centre (x to the right, y down):
/// x' = XX x + XY y + X, y' = YX x + YY y + Y.
/// </summary>
internal readonly record struct AffineMap(double XX, double XY, double X, double YX, double YY, double Y)
{
    public static AffineMap Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Moves the image to the right and down.</summary>
    public static AffineMap Shift(double right, double down) => new(1, 0, -right, 0, 1, -down);

    /// <summary>Enlarges the image by two factors.</summary>
    public static AffineMap Scale(double x, double y) => new(1 / x, 0, 0, 0, 1 / y, 0);

    /// <summary>Turns the image counter-clockwise.</summary>
    public static AffineMap Rotate(double degrees)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>Leans the image's vertical lines: what is above the centre moves to the right.</summary>
    public static AffineMap Shear(double degrees) => new(1, Math.Tan(degrees * Math.PI / 180), 0, 0, 1, 0);

    /// <summary>The map of this change followed by another one of the changed image.</summary>
    public AffineMap Then(AffineMap next) => new(
        (XX * next.XX) + (XY * next.YX), (XX * next.XY) + (XY * next.YY), (XX * next.X) + (XY * next.Y) + X,
        (YX * next.XX) + (YY * next.YX), (YX * next.XY) + (YY * next.YY), (YX * next.X) + (YY * next.Y) + Y);

    /// <summary>Writes the map as torch's affine_grid wants it: coordinates from -1 to 1 between the outer edges of the outer pixels.</summary>
    public void Write(Span<float> theta, int height, int width)
    {
        theta[0] = (float)XX;
        theta[1] = (float)(XY * height / width);
        theta[2] = (float)(X * 2 / width);
        theta[3] = (float)(YX * width / height);
        theta[4] = (float)YY;
        theta[5] = (float)(Y * 2 / height);
    }
}
