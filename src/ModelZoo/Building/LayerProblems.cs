namespace MlNetDeep;

/// <summary>Collects what is wrong with a layer's arguments, to report it together.</summary>
internal sealed class LayerProblems(string layer)
{
    private readonly List<string> _problems = [];

    public LayerProblems Positive(string argument, int value) => Require(value >= 1, argument, "at least 1", value);

    public LayerProblems Positive(string argument, Size2D value) =>
        Require(value is { Height: >= 1, Width: >= 1 }, argument, "at least 1x1", value);

    public LayerProblems Require(bool fine, string argument, string expected, object found)
    {
        if (!fine)
        {
            _problems.Add($"Layer '{layer}': {argument} must be {expected}, but is {found}.");
        }

        return this;
    }

    public void ThrowIfAny()
    {
        if (_problems.Count > 0)
        {
            throw new OptionsException(_problems);
        }
    }
}
