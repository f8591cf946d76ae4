namespace MlNetDeep;

/// <summary>How an image of another shape comes into the network's frame.</summary>
public enum ImageFit
{
    /// <summary>The short side fills the frame; what sticks out of the middle is cut off.</summary>
    Crop,

    /// <summary>The long side fits; the frame is filled up on both sides.</summary>
    Pad,

    /// <summary>Both sides fit; the shape changes.</summary>
    Stretch,
}
