namespace MlNetDeep;

/// <summary>How feature maps <c>[N, channels, height, width]</c> become one vector for each image.</summary>
public enum FeaturePooling
{
    /// <summary>The mean of each map: <c>[N, channels]</c>. Where in the image something is no longer counts.</summary>
    Average,

    /// <summary>The largest value of each map: <c>[N, channels]</c>.</summary>
    Maximum,

    /// <summary>All values: <c>[N, channels * height * width]</c>.</summary>
    None,
}
