namespace MlNetDeep;

/// <summary>Operators that compute with small constants, whose result's shape is known.</summary>
internal static class ConstantArithmetic
{
    private static readonly Dictionary<string, Func<double, double>> _functions = new()
    {
        ["Neg"] = v => -v,
        ["Abs"] = Math.Abs,
        ["Floor"] = Math.Floor,
        ["Ceil"] = Math.Ceiling,
        ["Sqrt"] = Math.Sqrt,
        ["Exp"] = Math.Exp,
        ["Log"] = Math.Log,
        ["Sin"] = Math.Sin,
        ["Cos"] = Math.Cos,
        ["Reciprocal"] = v => 1 / v,
        ["Round"] = v => Math.Round(v, MidpointRounding.ToEven),
        ["Tanh"] = Math.Tanh,
    };

    private static readonly Dictionary<string, Func<long, long>> _integerFunctions = new()
    {
        ["Neg"] = v => unchecked(-v),
        ["Abs"] = v => v == long.MinValue ? v : Math.Abs(v),
        ["Not"] = v => v == 0 ? 1 : 0,
        ["Sign"] = v => Math.Sign(v),
    };

    private static readonly Dictionary<string, Func<double, double, double>> _operations = new()
    {
        ["Add"] = (a, b) => a + b,
        ["Sub"] = (a, b) => a - b,
        ["Mul"] = (a, b) => a * b,
        ["Div"] = (a, b) => a / b,
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
        ["Sum"] = (a, b) => a + b,
        ["Pow"] = Math.Pow,
    };

    private static readonly Dictionary<string, Func<long, long, long>> _integerOperations = new()
    {
        ["Add"] = (a, b) => unchecked(a + b),
        ["Sub"] = (a, b) => unchecked(a - b),
        ["Mul"] = (a, b) => unchecked(a * b),
        ["Div"] = (a, b) => b == -1 ? unchecked(-a) : a / b,
        ["Mod"] = Modulo,
        ["Min"] = Math.Min,
        ["Max"] = Math.Max,
        ["And"] = (a, b) => a & b,
        ["Or"] = (a, b) => a | b,
        ["Xor"] = (a, b) => a ^ b,
    };

    private static readonly Dictionary<string, Func<double, double, bool>> _comparisons = new()
    {
        ["Equal"] = (a, b) => a == b,
        ["Less"] = (a, b) => a < b,
        ["LessOrEqual"] = (a, b) => a <= b,
        ["Greater"] = (a, b) => a > b,
        ["GreaterOrEqual"] = (a, b) => a >= b,
    };

    public static NetworkTensor? Cast(string name, NetworkTensor data, TensorElementType to)
    {
        long[] dims = [.. data.Shape];
        return ConstantData.IsReal(to) ? ConstantData.Of(name, to, dims, ConstantData.Reals(data))
            : !ConstantData.IsInteger(to) ? null
            : to == TensorElementType.Bool && ConstantData.IsReal(data.ElementType)
                ? ConstantData.Of(name, to, dims, (long[])[.. ConstantData.Reals(data).Select(v => v == 0 ? 0L : 1L)])
                : ConstantData.Of(name, to, dims, ConstantData.Integers(data));
    }

    public static NetworkTensor? Range(string name, NetworkTensor?[] tensors, long[] dims)
    {
        if (tensors is not [{ Count: 1 } start, _, { Count: 1 } delta])
        {
            return null;
        }

        var places = Enumerable.Range(0, (int)Reshaping.Product(dims));
        return ConstantData.IsReal(start.ElementType)
            ? ConstantData.Of(name, start.ElementType, dims, (double[])[.. places.Select(i => ConstantData.Reals(start)[0] + (i * ConstantData.Reals(delta)[0]))])
            : ConstantData.Of(name, start.ElementType, dims, (long[])[.. places.Select(i => ConstantData.Integers(start)[0] + (i * ConstantData.Integers(delta)[0]))]);
    }

    public static NetworkTensor? Where(string name, NetworkTensor?[] tensors, long[] dims)
    {
        if (tensors is not [{ ElementType: TensorElementType.Bool } condition, { } yes, { } no] || yes.ElementType != no.ElementType)
        {
            return null;
        }

        var truths = ConstantData.Integers(condition);
        var atCondition = ConstantMoves.Broadcast(condition.Shape, dims);
        var (atYes, atNo) = (ConstantMoves.Broadcast(yes.Shape, dims), ConstantMoves.Broadcast(no.Shape, dims));
        var size = ElementTypes.SizeOf(yes.ElementType);
        var bytes = new byte[Reshaping.Product(dims) * size];
        for (var i = 0; i < bytes.Length / size; i++)
        {
            var (chosen, at) = truths[atCondition(i)] != 0 ? (yes, atYes(i)) : (no, atNo(i));
            chosen.Bytes.Slice(at * size, size).CopyTo(bytes.AsSpan(i * size));
        }

        return new NetworkTensor(name, yes.ElementType, dims, bytes);
    }

    public static NetworkTensor? Reduce(NetworkNode node, string name, NetworkTensor data, IReadOnlyList<ValueShape?> inputs, long[] dims)
    {
        // Over everything, or a list: what is done to shapes.
        var axes = inputs.Count > 1 ? inputs[1]?.Integers : node.Has("axes") ? [.. node.GetInts("axes")] : null;
        if (data.Count == 0 || Reshaping.Product(dims) != 1 || (axes is { Length: > 0 } && data.Shape.Count > 1) || node.GetInt("noop_with_empty_axes", 0) != 0)
        {
            return null;
        }

        var operation = node.OpType switch { "ReduceProd" => "Mul", "ReduceSum" => "Add", "ReduceMax" => "Max", _ => "Min" };
        return ConstantData.IsReal(data.ElementType)
            ? ConstantData.Of(name, data.ElementType, dims, (double[])[ConstantData.Reals(data).Aggregate(_operations[operation])])
            : ConstantData.Of(name, data.ElementType, dims, (long[])[ConstantData.Integers(data).Aggregate(_integerOperations[operation])]);
    }

    public static NetworkTensor? Elementwise(NetworkNode node, string name, NetworkTensor?[] tensors, long[] dims)
    {
        if (tensors.Any(t => t is null || t.ElementType != tensors[0]!.ElementType))
        {
            // Pow alone takes two types; the exponent of a shape is not worth the code.
            return null;
        }

        var type = tensors[0]!.ElementType;
        var real = ConstantData.IsReal(type);
        if (tensors.Length == 1)
        {
            return real && _functions.TryGetValue(node.OpType, out var function)
                ? ConstantData.Of(name, type, dims, (double[])[.. ConstantData.Reals(tensors[0]!).Select(function)])
                : !real && _integerFunctions.TryGetValue(node.OpType, out var integers)
                    ? ConstantData.Of(name, type, dims, (long[])[.. ConstantData.Integers(tensors[0]!).Select(integers)])
                    : Folds(node) ? ConstantData.Pick(name, tensors[0]!, dims, i => i) : null;
        }

        if (tensors.Length == 2 && _comparisons.TryGetValue(node.OpType, out var comparison))
        {
            return ConstantData.Of(name, TensorElementType.Bool, dims, Combine<double, long>(
                tensors[0]!, tensors[1]!, dims, ConstantData.Reals, (a, b) => comparison(a, b) ? 1 : 0));
        }

        if (tensors.Length > 2 && !Folds(node))
        {
            return null;
        }

        var result = tensors[0]!;
        foreach (var next in tensors.Skip(1))
        {
            // Only the last one has the final shape; what is broadcast too early costs nothing here.
            if (real && _operations.TryGetValue(node.OpType, out var operation))
            {
                result = ConstantData.Of(name, type, dims, Combine(result, next!, dims, ConstantData.Reals, operation));
            }
            else if (!real && _integerOperations.TryGetValue(node.OpType, out var integers)
                && !(node.OpType is "Div" or "Mod" && ConstantData.Integers(next!).Contains(0)) && !(node.OpType == "Mod" && node.GetInt("fmod", 0) != 0))
            {
                result = ConstantData.Of(name, type, dims, Combine(result, next!, dims, ConstantData.Integers, integers));
            }
            else
            {
                return null;
            }
        }

        return result;
    }

    private static bool Folds(NetworkNode node) => node.OpType is "Min" or "Max" or "Sum";

    private static TResult[] Combine<T, TResult>(
        NetworkTensor left, NetworkTensor right, long[] dims, Func<NetworkTensor, T[]> read, Func<T, T, TResult> operation)
    {
        var (a, b) = (read(left), read(right));
        var (atA, atB) = (ConstantMoves.Broadcast(left.Shape, dims), ConstantMoves.Broadcast(right.Shape, dims));
        var values = new TResult[Reshaping.Product(dims)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = operation(a[atA(i)], b[atB(i)]);
        }

        return values;
    }

    // The sign is the divisor's.
    private static long Modulo(long a, long b)
    {
        var rest = b == -1 ? 0 : a % b;
        return rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
    }
}
