using Microsoft.ML.Common;

namespace Microsoft.ML.Data;

/// <summary>An output column, its inputs, and the names that slots get after an input if not the input's own.</summary>
internal sealed record ConcatenatedColumn(string Name, (string Name, string Alias)[] Inputs)
{
    public static ConcatenatedColumn Of(string output, string[] inputs) =>
        new(output, Array.ConvertAll(inputs, input => (input, (string)null)));

    public static ConcatenatedColumn Load(ModelLoadContext context)
    {
        string name = context.LoadNonEmptyString();
        int count = context.Reader.ReadInt32();
        Check.Decode(count > 0 && count * 8L <= context.Reader.BaseStream.Length);
        var inputs = new (string Name, string Alias)[count];
        for (int i = 0; i < count; i++)
            inputs[i] = (context.LoadNonEmptyString(), context.LoadStringOrNull());
        return new ConcatenatedColumn(name, inputs);
    }

    public void Save(ModelSaveContext context)
    {
        context.SaveNonEmptyString(Name);
        context.Writer.Write(Inputs.Length);
        foreach ((string name, string alias) in Inputs)
        {
            context.SaveNonEmptyString(name);
            context.SaveStringOrNull(alias);
        }
    }
}
