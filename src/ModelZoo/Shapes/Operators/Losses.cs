namespace MlNetDeep;

/// <summary>Shape rules of losses that a graph carries itself.</summary>
internal static class Losses
{
    public static void Loss(ShapeContext context)
    {
        var (x, target) = (context.Dims(0, 2, "[N, classes, ...]"), context.Dims(1));
        if (!target.SequenceEqual([x[0], .. x[2..]]))
        {
            context.Throw($"the classes {ShapeText.Format(target)} do not fit the input {ShapeText.Format(x)}.");
        }

        context.Set(0, context.Node.GetString("reduction", "mean") == "none" ? target : []);
        context.Set(1, x);
    }
}
