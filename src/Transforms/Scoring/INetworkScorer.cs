using Microsoft.ML;

namespace MlNetDeep.Transforms;

/// <summary>What runs a network on every row and adds columns that follow from the result.</summary>
internal interface INetworkScorer
{
    /// <summary>How many rows a cursor reads ahead and runs at once.</summary>
    int BatchSize { get; }

    /// <summary>The native session, shared by all cursors and threads.</summary>
    ScoringSession Session { get; }

    /// <summary>Finds what the network's input is made of.</summary>
    /// <exception cref="ColumnException">A column is missing or does not fit the network.</exception>
    INetworkInput BindInput(DataViewSchema input);

    /// <summary>The columns that are added to an input schema.</summary>
    OutputColumn[] OutputColumns(DataViewSchema input);
}
