namespace MlNetDeep;

/// <summary>The reconstruction of the current row, for those who take it as the output of a network.</summary>
internal sealed class ReconstructionSource(IScoreSource source, VaeReader reader) : IScoreSource
{
    private readonly float[] _image = new float[reader.Values];

    public ReadOnlySpan<float> Scores(int output = 0)
    {
        reader.Reconstruct(source.Scores(), _image);
        return _image;
    }

    public ReadOnlySpan<float> Input() => source.Input();
}
