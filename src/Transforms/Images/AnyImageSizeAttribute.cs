using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>
/// Marks an <see cref="MLImage"/> of a row class as a column of images of any size: what image loading and style transfer
/// give, and what a row in memory has.
/// </summary>
/// <remarks>
/// ML.NET's own <see cref="ImageTypeAttribute"/> demands a size, and a member marked with one can be filled only from a
/// column of exactly that size: <c>PredictionEngine</c> and <c>CreateEnumerable</c> refuse all others.
/// </remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class AnyImageSizeAttribute : DataViewTypeAttribute
{
    /// <inheritdoc/>
    public override bool Equals(DataViewTypeAttribute? other) => other is AnyImageSizeAttribute;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AnyImageSizeAttribute;

    /// <inheritdoc/>
    public override int GetHashCode() => typeof(AnyImageSizeAttribute).GetHashCode();

    /// <summary>Makes the type known to ML.NET, which calls this when it sees the attribute.</summary>
    public override void Register() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), this);
}
