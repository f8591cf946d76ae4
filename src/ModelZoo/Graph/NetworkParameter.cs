namespace MlNetDeep;

/// <summary>A tensor of a network that training may change.</summary>
/// <param name="Name">The name of the initializer, for example <c>conv1.weight</c>.</param>
/// <param name="Tensor">Its values.</param>
/// <param name="Layer">The name of the node that uses it (of the first one, when several share it).</param>
/// <param name="Role">What it does there.</param>
/// <param name="Trainable">False when it is frozen (see <see cref="Network.WithFrozen"/>).</param>
public sealed record NetworkParameter(
    string Name, NetworkTensor Tensor, string Layer, ParameterRole Role, bool Trainable);
