namespace MlNetDeep;

/// <summary>Elements that lie elsewhere in a PyTorch file, by key.</summary>
internal sealed record PickleStorage(TensorElementType Type, string Key, long Count);
