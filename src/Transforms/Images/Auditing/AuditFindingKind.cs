namespace MlNetDeep;

/// <summary>What an audit of images found.</summary>
public enum AuditFindingKind
{
    /// <summary>Files that are no images, are truncated or cannot be decoded.</summary>
    Damaged,

    /// <summary>The same file, or the same picture, under two labels.</summary>
    ContradictingLabels,

    /// <summary>The same picture in two parts, training and validation for example: the result would be too good.</summary>
    Leakage,

    /// <summary>Files with the same bytes in one class.</summary>
    ExactDuplicates,

    /// <summary>Pictures of one class that can hardly be told apart: other sizes, qualities or formats of one photo.</summary>
    NearDuplicates,

    /// <summary>Classes with few images.</summary>
    SmallClasses,

    /// <summary>Classes of which one part has no image.</summary>
    MissingClasses,

    /// <summary>One class has many times the images of another.</summary>
    Imbalance,

    /// <summary>Gray and coloured images side by side.</summary>
    MixedColors,

    /// <summary>Images in the four colours of print, which are converted.</summary>
    PrintColors,

    /// <summary>Images of more than eight bits a value, which are reduced to eight.</summary>
    DeepColors,

    /// <summary>Photos that their EXIF data turn upright; they are used upright.</summary>
    Turned,

    /// <summary>Images smaller than what the network takes; they are enlarged.</summary>
    SmallImages,

    /// <summary>Images more than three times as wide as high, or the other way; much of them is cropped.</summary>
    LongImages,

    /// <summary>Something that was not looked for, and why.</summary>
    NotChecked,
}
