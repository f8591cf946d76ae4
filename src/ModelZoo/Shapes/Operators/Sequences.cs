namespace MlNetDeep;

/// <summary>Shape rules of attention and recurrent layers.</summary>
internal static class Sequences
{
    public static void Attention(ShapeContext context)
    {
        var flat = context.Dims(0, 3, "[N, places, heads x size]").Length == 3;
        var query = Heads(context, 0, "q_num_heads");
        var key = Heads(context, 1, "kv_num_heads");
        var value = Heads(context, 2, "kv_num_heads");
        var past = context.Has(4) ? context.Dims(4, 4, "[N, heads, places, size]")[2] : 0;
        if (query[3] != key[3] || key[2] != value[2] || query[0] != key[0])
        {
            context.Throw(
                $"queries {ShapeText.Format(query)}, keys {ShapeText.Format(key)} and values {ShapeText.Format(value)} do not fit together.");
        }

        context.Set(0, flat ? [query[0], query[2], checked(query[1] * value[3])] : [query[0], query[1], query[2], value[3]]);
        context.Set(1, key[0], key[1], checked(key[2] + past), key[3]);
        context.Set(2, value[0], value[1], checked(value[2] + past), value[3]);
    }

    public static void Recurrent(ShapeContext context)
    {
        var x = context.Dims(0, 3, "[places, N, features]");
        var recurrence = context.Dims(2, 3, "[directions, gates x hidden, hidden]");
        var (directions, hidden) = (recurrence[0], recurrence[2]);
        if (context.Node.GetInt("layout", 0) != 0)
        {
            context.Set(0, x[0], x[1], directions, hidden);
            context.Set(1, x[0], directions, hidden);
            context.Set(2, x[0], directions, hidden);
            return;
        }

        context.Set(0, x[0], directions, x[1], hidden);
        context.Set(1, directions, x[1], hidden);
        context.Set(2, directions, x[1], hidden);
    }

    private static long[] Heads(ShapeContext context, int input, string attribute)
    {
        var x = context.Dims(input, 3, "[N, places, heads x size]");
        var heads = context.Node.GetInt(attribute, 0);
        return x.Length == 4 ? x : x.Length == 3 && heads > 0 && x[2] % heads == 0
            ? [x[0], heads, x[1], x[2] / heads]
            : throw context.Fail($"input {input} of shape {ShapeText.Format(x)} cannot be split into {heads} heads.");
    }
}
