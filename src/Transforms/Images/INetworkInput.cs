using Microsoft.ML;

namespace MlNetDeep;

/// <summary>What a network's input is made of, bound to a schema.</summary>
internal interface INetworkInput
{
    /// <summary>The shape of one row of the network's input.</summary>
    InputShape Shape { get; }

    /// <summary>The columns that it is read from; none when the row's number is enough.</summary>
    IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>Reads the input from <paramref name="row"/>, in which the columns are active.</summary>
    INetworkInputReader CreateReader(DataViewRow row);
}
