namespace MlNetDeep;

/// <summary>The shape rule of sums in Einstein's notation: <c>ij,jk->ik</c>.</summary>
internal static class Einsums
{
    // Stands for all axes that an ellipsis covers.
    private const char Ellipsis = '.';

    public static void Einsum(ShapeContext context)
    {
        var equation = context.Node.GetString("equation", "").Replace(" ", "", StringComparison.Ordinal).Replace("...", ".", StringComparison.Ordinal);
        string[] sides = equation.Split("->");
        string[] terms = sides[0].Split(',');
        if (sides.Length > 2 || terms.Length != context.InputCount || equation.Any(c => !char.IsAsciiLetter(c) && c is not ('.' or ',' or '-' or '>')))
        {
            context.Throw($"the equation '{equation}' does not fit {context.InputCount} inputs.");
        }

        var sizes = new Dictionary<char, long>();
        long[] covered = [];
        for (var i = 0; i < terms.Length; i++)
        {
            covered = Read(context, terms[i], context.Dims(i), sizes, covered);
        }

        // Without a right side: the ellipsis, then the letters that stand once, in the order of the alphabet.
        var output = sides.Length == 2 ? sides[1] : (sides[0].Contains(Ellipsis) ? "." : "")
            + string.Concat(sizes.Keys.Where(letter => sides[0].Count(c => c == letter) == 1).Order());
        if (output.Any(c => c != Ellipsis && !sizes.ContainsKey(c)))
        {
            context.Throw($"the equation '{equation}' gives a letter that no input has.");
        }

        context.Set(0, [.. output.SelectMany(c => c == Ellipsis ? covered : [sizes[c]])]);
    }

    private static long[] Read(ShapeContext context, string term, long[] dims, Dictionary<char, long> sizes, long[] covered)
    {
        var open = term.IndexOf(Ellipsis);
        var rest = dims.Length - (term.Length - (open < 0 ? 0 : 1));
        if (rest < 0 || (open < 0 && rest > 0) || term.LastIndexOf(Ellipsis) != open)
        {
            context.Throw($"the term '{term}' does not fit an input {ShapeText.Format(dims)}.");
        }

        var axis = 0;
        foreach (var letter in term)
        {
            if (letter == Ellipsis)
            {
                covered = Broadcasting.Combine(context, covered, dims[axis..(axis + rest)]);
                axis += rest;
                continue;
            }

            var size = dims[axis++];
            if (sizes.TryGetValue(letter, out var known) && known != size && known != 1 && size != 1)
            {
                context.Throw($"the letter '{letter}' stands for {known} and for {size}.");
            }

            sizes[letter] = known > 1 ? known : size;
        }

        return covered;
    }
}
