namespace MlNetDeep;

/// <summary>Where the label of an image file comes from.</summary>
public enum ImageLabelSource
{
    /// <summary>The subfolder directly under the given folder.</summary>
    Folder,

    /// <summary>The file's name, by <see cref="ImageFolderOptions.LabelPattern"/>.</summary>
    FileName,

    /// <summary>A text file of paths and labels, <see cref="ImageFolderOptions.ListFile"/>.</summary>
    List,

    /// <summary>There are no labels: the column is empty.</summary>
    None,
}
