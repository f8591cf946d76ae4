using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace MlNetDeep;

/// <summary>How a folder of images is read.</summary>
public sealed record ImageFolderOptions : ICheckedOptions
{
    /// <summary>Where labels come from. The default value is <see cref="ImageLabelSource.Folder"/>.</summary>
    public ImageLabelSource Labels { get; init; } = ImageLabelSource.Folder;

    /// <summary>
    /// For <see cref="ImageLabelSource.FileName"/>: a regular expression for the file's name; its group "label", or else its
    /// first group, is the label. The default value takes what stands before the first dot, underscore or space that a
    /// digit follows: "cat.12.jpg" and "cat_12.jpg" are "cat".
    /// </summary>
    public string LabelPattern { get; init; } = @"^(?<label>.+?)[._ ]\d";

    /// <summary>
    /// For <see cref="ImageLabelSource.List"/>: a text file with a line for each image: the path relative to the folder,
    /// a tab or comma, the label, in quotes where they need them. A first line that names the columns (path, image or file; label, class
    /// or category) says which of several are read. Its own path may be relative to the folder. The default value is null.
    /// </summary>
    public string? ListFile { get; init; }

    /// <summary>
    /// Whether folders inside class folders (or inside the folder itself, when labels do not come from folders) are read
    /// too. The default value is false: they are an error, because their images would otherwise silently be missing.
    /// </summary>
    public bool Recursive { get; init; }

    private static readonly string[] _usual = [".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".png", ".gif", ".bmp", ".dib", ".webp", ".tif", ".tiff"];

    /// <summary>
    /// The endings of image files, with their dot; other files are listed in <see cref="ImageFolder.Ignored"/>. The default
    /// value is .jpg, .jpeg, .jpe, .jfif, .jif, .png, .gif, .bmp, .dib, .webp, .tif and .tiff; a file with another ending that
    /// is an image all the same is then a bad one.
    /// </summary>
    [Required, NotEmpty]
    public IReadOnlyList<string> Extensions { get; init; } = _usual;

    /// <summary>
    /// Whether the beginning of each file is read and checked. Damage further inside shows when the image is decoded.
    /// The default value is true.
    /// </summary>
    public bool CheckFiles { get; init; } = true;

    /// <summary>
    /// What happens to files that are no images or too large: all of them in one error, or left out with a warning. The
    /// default value is <see cref="BadImageAction.Fail"/>.
    /// </summary>
    public BadImageAction BadImages { get; init; } = BadImageAction.Fail;

    /// <summary>The largest width times height, 1 to 536,870,911. The default value is 100,000,000.</summary>
    [Range(1, ImageCheck.MostPixels)]
    public long MaxPixels { get; init; } = 100_000_000;

    /// <summary>Whether rows come in a random order instead of class after class. The default value is true.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The seed of the order. The default value is 0.</summary>
    public int Seed { get; init; }

    /// <summary>Whether every image is meant, and not just those with endings that somebody chose.</summary>
    internal bool TakesEveryImage => ReferenceEquals(Extensions, _usual);

    IEnumerable<string> ICheckedOptions.FindProblems()
    {
        if (Labels == ImageLabelSource.List && string.IsNullOrWhiteSpace(ListFile))
            yield return $"{nameof(ListFile)} is missing; {nameof(Labels)} = {nameof(ImageLabelSource.List)} needs it.";
        if (Labels != ImageLabelSource.List && ListFile is not null)
            yield return $"{nameof(ListFile)} is given, but {nameof(Labels)} is {Labels}.";
        foreach (string ending in Extensions ?? [])
        {
            if (ending?.StartsWith('.') == false)
                yield return $"{nameof(Extensions)} must be endings like \".jpg\", but has '{ending}'.";
        }

        if (PatternFault() is { } fault)
            yield return $"{nameof(LabelPattern)} is not a regular expression: {fault}";
    }

    private string? PatternFault()
    {
        try
        {
            _ = Pattern();
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    // File names are as hostile as files: a pattern must not run for ever on one.
    internal Regex Pattern() => new(LabelPattern ?? "(", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
}
