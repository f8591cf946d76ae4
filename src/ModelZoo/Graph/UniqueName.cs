namespace MlNetDeep;

/// <summary>Finds names that nobody has yet.</summary>
internal static class UniqueName
{
    public static string Find(string wanted, HashSet<string> taken)
    {
        var name = wanted;
        for (var i = 2; taken.Contains(name); i++)
        {
            name = $"{wanted}_{i}";
        }

        return name;
    }
}
