namespace MlNetDeep;

/// <summary>Shape rules of operators that pick values by their places.</summary>
internal static class Picking
{
    public static void GatherElements(ShapeContext context)
    {
        var (x, indices) = (context.Dims(0), context.Dims(1));
        context.Axis(context.Node.GetInt("axis", 0), x.Length);
        context.Set(0, indices.Length == x.Length
            ? indices : throw context.Fail($"the indices {ShapeText.Format(indices)} and the input {ShapeText.Format(x)} differ in rank."));
    }

    public static void GatherNd(ShapeContext context)
    {
        var (x, indices) = (context.Dims(0), context.Dims(1, 1, "of indices with at least one dimension"));
        var (batch, depth) = (context.Node.GetInt("batch_dims", 0), indices[^1]);
        if (batch < 0 || batch >= indices.Length || depth < 1 || depth > x.Length - batch)
        {
            context.Throw($"the indices {ShapeText.Format(indices)} do not name places in the input {ShapeText.Format(x)}.");
        }

        context.Set(0, [.. indices[..^1], .. x[(int)(batch + depth)..]]);
    }

    public static void GridSample(ShapeContext context)
    {
        var x = context.Dims(0, 3, "[N, channels, height, width]");
        var grid = context.Dims(1);
        if (grid.Length != x.Length || grid[^1] != x.Length - 2 || grid[0] != x[0])
        {
            context.Throw($"the grid {ShapeText.Format(grid)} does not fit the input {ShapeText.Format(x)}.");
        }

        context.Set(0, [x[0], x[1], .. grid[1..^1]]);
    }
}
