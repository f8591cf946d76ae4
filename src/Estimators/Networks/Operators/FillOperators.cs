using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Tensors made from shapes and places.</summary>
internal static class FillOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("ConstantOfShape", 9, ConstantOfShape);
        table.Add("Range", 11, c =>
        {
            int start = c.In(0), limit = c.In(1), delta = c.In(2), output = c.Out;
            return f => f[output] = f[start].is_integral()
                ? arange(S(TensorData.ToLongs(f[start])[0]), S(TensorData.ToLongs(f[limit])[0]), S(TensorData.ToLongs(f[delta])[0]), f[start].dtype)
                : arange(S(f[start].ToNumber()), S(f[limit].ToNumber()), S(f[delta].ToNumber()), f[start].dtype, f.Device);
        });
        table.Add("EyeLike", 9, c =>
        {
            long k = c.Int("k", 0);
            ScalarType? type = c.Has("dtype") ? TensorData.TypeOf((TensorElementType)c.Int("dtype", 0)) ?? throw c.Refusal("this dtype is not supported.") : null;
            return c.Unary(x => x.ndim == 2
                ? ones([x.size(0), x.size(1)], type ?? x.dtype, x.device).triu(k).tril(k)
                : throw c.Failure($"an input of two dimensions is needed, not [{InvariantText.Join(", ", x.shape)}]."));
        });
        table.Add("OneHot", 9, OneHot);
        table.Add("Trilu", 14, c =>
        {
            NumberList? offset = c.Numbers(1);
            int input = c.In(0), output = c.Out;
            bool upper = c.Flag("upper", true);
            return f =>
            {
                long k = offset?.In(f)[0] ?? 0;
                f[output] = upper ? f[input].triu(k) : f[input].tril(k);
            };
        });
    }

    private static Operation ConstantOfShape(NodeContext c)
    {
        NumberList shape = c.Numbers(0) ?? throw c.Refusal("the shape is missing.");
        NetworkTensor value = c.Tensor("value") ?? NetworkTensor.Create("value", [0f], 1);
        int output = c.Out;
        return f =>
        {
            using Tensor one = TensorData.ToTorch(value);
            using Tensor placed = one.is_floating_point() ? one.to(f.Device) : one.alias();
            f[output] = placed.reshape([]).expand(shape.In(f)).clone();
        };
    }

    // A place outside of the depth gives a row without the "on" value.
    private static Operation OneHot(NodeContext c)
    {
        NumberList depth = c.Numbers(1) ?? throw c.Refusal("the depth is missing.");
        int indices = c.In(0), values = c.In(2), output = c.Out;
        long axis = c.Int("axis", -1);
        return f =>
        {
            Tensor places = f[indices], pair = f[values].to(places.device);
            long count = depth.In(f)[0], along = axis < 0 ? axis + places.ndim + 1 : axis;
            long[] shape = [.. Enumerable.Repeat(1L, (int)places.ndim + 1)];
            shape[along] = count;
            Tensor hit = IndexOperators.FromStart(places, count).unsqueeze(along).eq(IndexOperators.Count(count, places.device).reshape(shape));
            f[output] = where(hit, pair.select(0, 1), pair.select(0, 0));
        };
    }
}
