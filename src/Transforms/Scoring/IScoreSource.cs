namespace MlNetDeep;

/// <summary>Gives the scores of the current row of a cursor or of a single row.</summary>
internal interface IScoreSource
{
    /// <summary>The scores of the current row, as the network gave them.</summary>
    ReadOnlySpan<float> Scores();

    /// <summary>What the network was given for them.</summary>
    ReadOnlySpan<float> Input();
}
