namespace MlNetDeep;

/// <summary>Gives the scores of the current row of a cursor or of a single row.</summary>
internal interface IScoreSource
{
    /// <summary>An output of the current row, as the network gave it.</summary>
    ReadOnlySpan<float> Scores(int output = 0);

    /// <summary>What the network was given for them.</summary>
    ReadOnlySpan<float> Input();
}
