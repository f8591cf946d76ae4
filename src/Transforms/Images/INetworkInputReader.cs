namespace MlNetDeep;

/// <summary>Reads a network's input from the current row.</summary>
internal interface INetworkInputReader
{
    /// <summary>Fills in all values, in row-major order.</summary>
    void ReadFloats(Span<float> destination);
}
