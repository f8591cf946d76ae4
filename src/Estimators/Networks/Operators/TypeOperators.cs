using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Changes of the element type.</summary>
internal static class TypeOperators
{
    private const string Limits = "text, complex numbers, unsigned types but uint8, types of 8 bits or less";

    public static void AddTo(OperatorTable table)
    {
        table.Add("Cast", 6, c =>
        {
            c.Ignore("saturate");
            var to = (TensorElementType)c.Int("to", 0);
            ScalarType type = TensorData.TypeOf(to) ?? throw c.Refusal($"casts to {to} are not supported.");
            return c.Unary(x => As(x, type));
        }, Limits);
        table.Add("CastLike", 15, c =>
        {
            c.Ignore("saturate");
            int input = c.In(0), like = c.In(1), output = c.Out;
            return f => f[output] = As(f[input], f[like].dtype);
        }, Limits);
    }

    private static Tensor As(Tensor x, ScalarType type) => x.dtype == type ? x.alias() : x.to_type(type);
}
