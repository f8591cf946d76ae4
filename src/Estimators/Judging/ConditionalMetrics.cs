namespace MlNetDeep;

/// <summary>Whether the samples of a conditional generator are what was asked for, in the eyes of a classifier.</summary>
public sealed class ConditionalMetrics
{
    private readonly long[,] _counts;

    internal ConditionalMetrics(IReadOnlyList<string> names, long[,] counts, long[] asked, long withoutClass, long undecided)
    {
        _counts = counts;
        Classes = [.. names.Select((name, i) => new ClassRecognition(name, asked[i], counts[i, i]))];
        Count = asked.Sum();
        WithoutClass = withoutClass;
        Undecided = undecided;
    }

    /// <summary>Rows of which a class was asked.</summary>
    public long Count { get; }

    /// <summary>Rows whose class is missing; they are left out.</summary>
    public long WithoutClass { get; }

    /// <summary>Rows for which the classifier gave no class, because their scores are not numbers; they count as not recognised.</summary>
    public long Undecided { get; }

    /// <summary>Share of the rows that the classifier takes for what was asked, 0 to 1; NaN without rows.</summary>
    public double Accuracy => (double)Classes.Sum(c => c.Recognised) / Count;

    /// <summary>The classes of the classifier, in the order of its keys.</summary>
    public IReadOnlyList<ClassRecognition> Classes { get; }

    /// <summary>How many rows of one class are taken for another.</summary>
    /// <param name="asked">The class that was asked for, counted from 0.</param>
    /// <param name="predicted">The class that the classifier says, counted from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public long Taken(int asked, int predicted)
    {
        CheckClass(asked, nameof(asked));
        CheckClass(predicted, nameof(predicted));
        return _counts[asked, predicted];
    }

    private void CheckClass(int index, string name)
    {
        if (index < 0 || index >= Classes.Count)
            throw new ArgumentOutOfRangeException(name, index, $"There are {Classes.Count} classes, counted from 0.");
    }
}
