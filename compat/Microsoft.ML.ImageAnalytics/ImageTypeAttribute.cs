using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms.Image;

/// <summary>Makes a member an image column, of known size or not.</summary>
public sealed class ImageTypeAttribute : DataViewTypeAttribute
{
    private readonly ImageDataViewType _type;

    public ImageTypeAttribute()
    {
        _type = new ImageDataViewType();
    }

    public ImageTypeAttribute(int height, int width)
    {
        _type = new ImageDataViewType(height, width);
    }

    public override bool Equals(DataViewTypeAttribute other) => other is ImageTypeAttribute image && _type.Equals(image._type);

    public override int GetHashCode() => _type.GetHashCode();

    public override void Register() => DataViewTypeManager.Register(_type, typeof(MLImage), this);
}
