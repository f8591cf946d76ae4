namespace MlNetDeep;

/// <summary>A class or function that a pickle names. It is only a name here; nothing is ever looked up or called.</summary>
internal sealed record PickleName(string Name);
