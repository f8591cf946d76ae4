namespace MlNetDeep;

/// <summary>What happens to an image that cannot be used.</summary>
public enum BadImageAction
{
    /// <summary>An <see cref="ImageFileException"/> that names the file.</summary>
    Fail,

    /// <summary>The row or file is left out; a warning names what was left out.</summary>
    Skip,
}
