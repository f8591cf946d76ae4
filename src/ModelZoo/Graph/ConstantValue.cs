namespace MlNetDeep;

/// <summary>Reads what a Constant node holds, in whichever of its attributes.</summary>
internal static class ConstantValue
{
    /// <summary>The value as a tensor; null when it is of a kind that no tensor of numbers holds (text, sparse).</summary>
    public static NetworkTensor? Of(NetworkNode node)
    {
        if (node.GetTensor("value") is { } tensor)
        {
            return tensor;
        }

        if (node.Has("value_float"))
        {
            return NetworkTensor.Create(node.Name, [node.GetFloat("value_float", 0)]);
        }

        if (node.Has("value_int"))
        {
            return NetworkTensor.Create(node.Name, [node.GetInt("value_int", 0)]);
        }

        if (node.Has("value_floats"))
        {
            float[] values = [.. node.GetFloats("value_floats")];
            return NetworkTensor.Create(node.Name, values, values.Length);
        }

        if (node.Has("value_ints"))
        {
            long[] values = [.. node.GetInts("value_ints")];
            return NetworkTensor.Create(node.Name, values, values.Length);
        }

        return null;
    }
}
