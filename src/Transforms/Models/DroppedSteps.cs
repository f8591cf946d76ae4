using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>
/// The steps of a pipeline that a file with its network alone would lack: those that make the network's input, and those
/// that change what it gives. Followed by columns, from the network to both ends.
/// </summary>
internal static class DroppedSteps
{
    /// <summary>Names the steps, in the order of the pipeline.</summary>
    /// <param name="parts">The transformers.</param>
    /// <param name="network">The place of the one with the network among them.</param>
    /// <param name="schemas">What each of them gets, and what the last one gives.</param>
    public static IReadOnlyList<string> Find(IReadOnlyList<ITransformer> parts, int network, IReadOnlyList<DataViewSchema> schemas)
    {
        var dropped = new SortedDictionary<int, string>();
        Before(parts, network, schemas, dropped);
        After(parts, network, schemas, dropped);
        return [.. dropped.Values];
    }

    private static void Before(IReadOnlyList<ITransformer> parts, int network, IReadOnlyList<DataViewSchema> schemas, SortedDictionary<int, string> dropped)
    {
        HashSet<string> wanted = [.. Sources(parts[network], schemas[network], schemas[network + 1].Skip(schemas[network].Count))];
        for (int i = network - 1; i >= 0 && wanted.Count > 0; i--)
        {
            (ITransformer part, DataViewSchema input, DataViewSchema output) = (parts[i], schemas[i], schemas[i + 1]);
            var before = new HashSet<string>();
            foreach (DataViewSchema.Column column in wanted.Select(name => output[name]))
            {
                if (Passes(part, column, input))
                {
                    before.Add(column.Name);
                    continue;
                }

                List<string> sources = Sources(part, input, [column]);
                if (!IsCopy(part, sources) && !IsSource(part, column))
                    dropped[i] = Describe(part, column);

                // What a path is made of is not the network's business.
                if (part is not ImageLoadingTransformer && !(part is ImagePreparingTransformer && sources.TrueForAll(name => input[name].Type is TextDataViewType)))
                    before.UnionWith(sources);
            }

            wanted = before;
        }
    }

    private static void After(IReadOnlyList<ITransformer> parts, int network, IReadOnlyList<DataViewSchema> schemas, SortedDictionary<int, string> dropped)
    {
        HashSet<string> made = [.. schemas[network + 1].Skip(schemas[network].Count).Select(column => column.Name)];
        for (int i = network + 1; i < parts.Count; i++)
        {
            (ITransformer part, DataViewSchema input, DataViewSchema output) = (parts[i], schemas[i], schemas[i + 1]);
            var after = new HashSet<string>();
            foreach (DataViewSchema.Column column in output.Where(column => !column.IsHidden))
            {
                if (Passes(part, column, input))
                {
                    if (made.Contains(column.Name))
                        after.Add(column.Name);
                    continue;
                }

                List<string> sources = Sources(part, input, [column]);
                if (!sources.Exists(made.Contains))
                    continue;
                after.Add(column.Name);

                // The network carries the names of its classes.
                if (!IsCopy(part, sources) && part is not KeyToValueMappingTransformer)
                    dropped[i] = Describe(part, column);
            }

            made = after;
        }
    }

    // ML.NET's mappers put the input's columns first, as they are; ours too.
    private static bool Passes(ITransformer part, DataViewSchema.Column column, DataViewSchema input) =>
        part is not ColumnSelectingTransformer && column.Index < input.Count
        && input[column.Index].Name == column.Name && input[column.Index].Type.Equals(column.Type);

    // The values stay what they are, under another name or at another place.
    private static bool IsCopy(ITransformer part, List<string> sources) =>
        part is ColumnCopyingTransformer or ColumnSelectingTransformer || (part is ColumnConcatenatingTransformer && sources.Count == 1);

    // The network's metadata say what was done; loading a file does nothing to its pixels.
    private static bool IsSource(ITransformer part, DataViewSchema.Column column) =>
        (part is ImagePreparingTransformer && RecordedPreprocessing.Of(column) is not null) || part is ImageLoadingTransformer;

    private static List<string> Sources(ITransformer part, DataViewSchema input, IEnumerable<DataViewSchema.Column> columns) => part.IsRowToRowMapper
        ? [.. part.GetRowToRowMapper(input).GetDependencies(columns).Select(column => column.Name).Distinct()]
        : [.. columns.Select(column => column.Name).Where(name => input.GetColumnOrNull(name) is not null)];

    private static string Describe(ITransformer part, DataViewSchema.Column column) =>
        $"{part.GetType().Name} (makes column '{column.Name}')";
}
