namespace MlNetDeep;

/// <summary>
/// Where a stored image goes: it is resized as a whole, of which a part is kept, which comes to lie at an offset in the
/// frame. All in stored coordinates, before turning.
/// </summary>
internal readonly record struct ImagePlan
{
    /// <summary>The size of the whole image after resizing.</summary>
    public int ResizedWidth { get; private init; }

    /// <inheritdoc cref="ResizedWidth"/>
    public int ResizedHeight { get; private init; }

    /// <summary>The first kept column of the resized image.</summary>
    public int CropX { get; private init; }

    /// <summary>The first kept row of the resized image.</summary>
    public int CropY { get; private init; }

    /// <summary>The size of the kept part.</summary>
    public int Width { get; private init; }

    /// <inheritdoc cref="Width"/>
    public int Height { get; private init; }

    /// <summary>Where the kept part lies in the frame; not 0 only when padding.</summary>
    public int OffsetX { get; private init; }

    /// <inheritdoc cref="OffsetX"/>
    public int OffsetY { get; private init; }

    /// <summary>The size of the frame.</summary>
    public int FrameWidth { get; private init; }

    /// <inheritdoc cref="FrameWidth"/>
    public int FrameHeight { get; private init; }

    /// <summary>Whether the kept part fills the frame.</summary>
    public bool FillsFrame => Width == FrameWidth && Height == FrameHeight;

    /// <param name="width">Columns of the stored image.</param>
    /// <param name="height">Rows of the stored image.</param>
    /// <param name="frameWidth">Columns of the frame, in stored coordinates.</param>
    /// <param name="frameHeight">Rows of the frame.</param>
    /// <param name="fit">How the image fits the frame.</param>
    /// <param name="shortSide">What the short side is resized to before cropping; 0: as small as fills the frame.</param>
    /// <param name="orientation">EXIF's number: a middle between two pixels is rounded as if the image were upright.</param>
    public static ImagePlan For(
        int width, int height, int frameWidth, int frameHeight, ImageFit fit, int shortSide, int orientation = 1)
    {
        bool mirrorsX = orientation is 2 or 3 or 7 or 8, mirrorsY = orientation is 3 or 4 or 6 or 7;
        (int w, int h) = fit switch
        {
            ImageFit.Stretch => (frameWidth, frameHeight),
            ImageFit.Crop when shortSide > 0 => width <= height
                ? (shortSide, Whole((double)shortSide * height / width))
                : (Whole((double)shortSide * width / height), shortSide),
            ImageFit.Crop => Scaled(Math.Max((double)frameWidth / width, (double)frameHeight / height)),
            _ => Scaled(Math.Min((double)frameWidth / width, (double)frameHeight / height)),
        };
        if (fit == ImageFit.Crop)
            (w, h) = (Math.Max(w, frameWidth), Math.Max(h, frameHeight));
        else
            (w, h) = (Math.Clamp(w, 1, frameWidth), Math.Clamp(h, 1, frameHeight));
        (int keptWidth, int keptHeight) = (Math.Min(w, frameWidth), Math.Min(h, frameHeight));
        return new ImagePlan
        {
            ResizedWidth = w,
            ResizedHeight = h,
            CropX = Middle(w - keptWidth, mirrorsX),
            CropY = Middle(h - keptHeight, mirrorsY),
            Width = keptWidth,
            Height = keptHeight,
            OffsetX = Middle(frameWidth - keptWidth, mirrorsX),
            OffsetY = Middle(frameHeight - keptHeight, mirrorsY),
            FrameWidth = frameWidth,
            FrameHeight = frameHeight,
        };

        (int Width, int Height) Scaled(double scale) => (Whole(Math.Round(width * scale)), Whole(Math.Round(height * scale)));
    }

    // A picture of one row and a million columns has no useful size; it is cut rather than made larger than memory.
    private static int Whole(double size) => (int)Math.Clamp(size, 1, 1 << 20);

    // As torchvision's centre crop rounds it.
    private static int Middle(int spare, bool mirrored)
    {
        int middle = (int)Math.Round(spare / 2.0);
        return mirrored ? spare - middle : middle;
    }
}
