namespace MlNetDeep;

/// <summary>A tensor in a file of weights.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="ElementType">The type of its elements there.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
public sealed record WeightInfo(string Name, TensorElementType ElementType, IReadOnlyList<long> Shape)
{
    /// <summary>Gives name, element type and shape as text.</summary>
    /// <returns>For example <c>conv1.weight: Float16 [32, 1, 3, 3]</c>.</returns>
    public override string ToString() => $"{Name}: {ElementType} {ShapeText.Format(Shape)}";
}
