using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators;

/// <summary>Everything that is wrong with options, collected.</summary>
internal sealed class OptionProblems
{
    public List<string> All { get; } = [];

    /// <summary>Notes a problem unless the option is good.</summary>
    public void Check(bool good, string option, object? value, string expected)
    {
        if (!good)
        {
            All.Add(FormattableString.Invariant($"{option} must be {expected}, but is {value ?? "null"}."));
        }
    }

    public void Add(string problem) => All.Add(problem);

    public void AddRange(IEnumerable<string> problems) => All.AddRange(problems);

    /// <summary>Throws one exception that names all problems, if there are any.</summary>
    public void Throw()
    {
        if (All.Count > 0)
        {
            throw new OptionsException(All);
        }
    }
}
