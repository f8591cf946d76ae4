namespace MlNetDeep;

/// <summary>How evenly a generator's samples are spread over the classes, in the eyes of a classifier.</summary>
public sealed class ClassBalance
{
    internal ClassBalance(IReadOnlyList<string> names, long[] counts, long undecided)
    {
        Count = counts.Sum();
        Undecided = undecided;
        Classes = [.. names.Select((name, i) => new ClassShare(name, counts[i], (double)counts[i] / Count))];
        Entropy = Count == 0 ? double.NaN : Classes.Sum(c => c.Count == 0 ? 0 : -c.Share * Math.Log(c.Share));
    }

    /// <summary>Rows that the classifier gave a class.</summary>
    public long Count { get; }

    /// <summary>Rows for which the classifier gave no class, because their scores are not numbers; they are left out.</summary>
    public long Undecided { get; }

    /// <summary>The classes of the classifier, in the order of its keys.</summary>
    public IReadOnlyList<ClassShare> Classes { get; }

    /// <summary>The class with the fewest rows.</summary>
    public ClassShare Smallest => Classes.MinBy(c => c.Count)!;

    /// <summary>The class with the most rows.</summary>
    public ClassShare Largest => Classes.MaxBy(c => c.Count)!;

    /// <summary>Entropy of the shares in nats: 0 when all rows are of one class, ln(classes) when they are spread evenly; NaN without rows.</summary>
    public double Entropy { get; }

    /// <summary>The entropy as a share of that of an even spread, 0 to 1; NaN without rows or with a single class.</summary>
    public double RelativeEntropy => Entropy / Math.Log(Classes.Count);
}
