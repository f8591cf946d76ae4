namespace MlNetDeep;

/// <summary>Shape rules of normalizations and dropout.</summary>
internal static class Normalizations
{
    public static void Batch(ShapeContext context)
    {
        var x = CheckChannels(context, 4);
        context.Set(0, x);
        for (var i = 1; i < context.Outputs.Length; i++)
        {
            context.Set(i, context.Dims(1));
        }
    }

    public static void Instance(ShapeContext context) => context.Set(0, CheckChannels(context, 2));

    public static void Layer(ShapeContext context)
    {
        var x = context.Dims(0, 1, "with at least one dimension");
        var axis = context.Axis(context.Node.GetInt("axis", -1), x.Length);
        long[] statistics = [.. x.Select((d, i) => i < axis ? d : 1)];
        context.Set(0, x);
        context.Set(1, statistics);
        context.Set(2, statistics);
    }

    // Version 18 gave each group one scale and shift; 21 gives each channel its own.
    public static void Group(ShapeContext context, bool perGroup)
    {
        var x = context.Dims(0, 2, "[N, channels, ...]");
        var groups = context.Node.GetInt("num_groups", 0);
        if (groups < 1 || x[1] % groups != 0)
        {
            context.Throw($"{x[1]} channels cannot be split into num_groups={groups}.");
        }

        foreach (var input in new[] { 1, 2 })
        {
            if (!context.Dims(input).SequenceEqual([perGroup ? groups : x[1]]))
            {
                context.Throw(
                    $"input {input} ('{context.Node.Inputs[input]}') has shape {ShapeText.Format(context.Dims(input))}; expected "
                    + $"[{(perGroup ? groups : x[1])}].");
            }
        }

        context.Set(0, x);
    }

    public static void Dropout(ShapeContext context)
    {
        context.Set(0, context.Value(0) with { });
        context.Set(1, context.Dims(0));
    }

    private static long[] CheckChannels(ShapeContext context, int tensors)
    {
        var x = context.Dims(0, 2, "[N, channels, ...]");
        for (var i = 1; i <= tensors; i++)
        {
            if (!context.Dims(i).SequenceEqual([x[1]]))
            {
                context.Throw(
                    $"the input {ShapeText.Format(x)} has {x[1]} channels, but input {i} ('{context.Node.Inputs[i]}') "
                    + $"has shape {ShapeText.Format(context.Dims(i))}; expected [{x[1]}].");
            }
        }

        return x;
    }
}
