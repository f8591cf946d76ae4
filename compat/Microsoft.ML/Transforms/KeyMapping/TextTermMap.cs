using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Texts that have keys.</summary>
internal sealed class TextTermMap : TermMap<ReadOnlyMemory<char>>
{
    private readonly Dictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> _keys;

    public TextTermMap(ReadOnlyMemory<char>[] terms)
        : base(TextDataViewType.Instance, terms)
    {
        var keys = new Dictionary<string, uint>(terms.Length, StringComparer.Ordinal);
        for (int i = 0; i < terms.Length; i++)
            keys.Add(terms[i].ToString(), (uint)i + 1);
        _keys = keys.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public override uint KeyOf(in ReadOnlyMemory<char> value) => _keys.TryGetValue(value.Span, out uint key) ? key : 0;

    public override void Save(ModelSaveContext context) => SaveText(context, Terms);

    public override void WriteText(TextWriter writer)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Number of terms = {Terms.Length}"));
        for (int i = 0; i < Terms.Length; i++)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i}\t{Terms[i]}"));
    }
}
