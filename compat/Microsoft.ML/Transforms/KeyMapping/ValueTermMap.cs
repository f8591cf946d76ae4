using System.Globalization;
using Microsoft.ML.Data;

namespace Microsoft.ML.Transforms;

/// <summary>Values other than text that have keys.</summary>
internal sealed class ValueTermMap<T> : TermMap<T>
{
    private readonly Dictionary<T, uint> _keys;

    public ValueTermMap(PrimitiveDataViewType itemType, T[] terms)
        : base(itemType, terms)
    {
        _keys = new Dictionary<T, uint>(terms.Length);
        for (int i = 0; i < terms.Length; i++)
            _keys.Add(terms[i], (uint)i + 1);
    }

    public override uint KeyOf(in T value) => _keys.TryGetValue(value, out uint key) ? key : 0;

    public override void Save(ModelSaveContext context) => SaveValues(context, ItemType, Terms);

    public override void WriteText(TextWriter writer)
    {
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"# Number of terms of type '{ItemType}' = {Terms.Length}"));
        for (int i = 0; i < Terms.Length; i++)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i}\t{TermText.Of(Terms[i], ItemType)}"));
    }
}
