using Microsoft.ML.Common;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Finds the distinct values of columns.</summary>
internal static class TermMapTrainer
{
    /// <summary>One pass over the rows for all columns.</summary>
    public static TermMap[] FromRows(
        IDataView data, (string Output, string Input)[] columns, KeyMappingSettings settings, IChannel channel)
    {
        Check.Param(settings.MaximumNumberOfKeys > 0, "maximumNumberOfKeys", "Must be positive");
        DataViewSchema.Column[] inputs = Array.ConvertAll(columns, column => data.Schema[column.Input]);
        var collectors = new TermCollector[inputs.Length];
        using (DataViewRowCursor cursor = data.GetRowCursor(inputs))
        {
            for (int i = 0; i < inputs.Length; i++)
                collectors[i] = TermCollector.Create(cursor, inputs[i], settings.MaximumNumberOfKeys);
            bool more = true;
            while (more && cursor.MoveNext())
            {
                more = false;
                foreach (TermCollector collector in collectors)
                    more |= collector.Add();
            }
        }

        for (int i = 0; i < columns.Length; i++)
        {
            if (collectors[i].Count == 0)
                channel.Warning(MessageSensitivity.Unknown, "Term map for output column '{0}' contains no entries.", columns[i].Output);
        }

        return Array.ConvertAll(collectors, collector => collector.ToMap(settings.Ordinality));
    }

    /// <summary>All columns share the values of the one column of <paramref name="keyData"/>.</summary>
    public static TermMap[] FromKeyData(
        IDataView keyData,
        DataViewSchema schema,
        (string Output, string Input)[] columns,
        KeyMappingSettings settings,
        IChannel channel)
    {
        DataViewSchema.Column terms = keyData.Schema[0];
        foreach ((_, string input) in columns)
        {
            DataViewType type = schema[input].Type;
            DataViewType item = type is VectorDataViewType vector ? vector.ItemType : type;
            Check.Param(terms.Type.Equals(item), nameof(keyData), $"Input data's column must be of type '{item}' but was '{terms.Type}'");
        }

        TermCollector collector;
        using (DataViewRowCursor cursor = keyData.GetRowCursor([terms]))
        {
            collector = TermCollector.Create(cursor, terms, int.MaxValue);
            bool more = true;
            while (more && cursor.MoveNext())
                more = collector.Add();
        }

        if (collector.Count == 0)
            channel.Warning(MessageSensitivity.Unknown, "Map from the term data resulted in an empty map.");
        TermMap map = collector.ToMap(settings.Ordinality);
        return Array.ConvertAll(columns, _ => map);
    }
}
