using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>A transformer that runs a network on a column and adds columns that follow from the result.</summary>
internal interface INetworkScorer
{
    /// <summary>The network whose input the column must fit.</summary>
    Network Network { get; }

    /// <summary>The column that is the network's input.</summary>
    string InputColumnName { get; }

    /// <summary>How many rows a cursor reads ahead and runs at once.</summary>
    int BatchSize { get; }

    /// <summary>The native session, shared by all cursors and threads.</summary>
    ScoringSession Session { get; }

    /// <summary>The columns that are added to an input schema.</summary>
    OutputColumn[] OutputColumns(DataViewSchema input);
}
