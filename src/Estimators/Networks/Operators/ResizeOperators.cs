using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Resize and its forerunner Upsample: nearest, linear and cubic interpolation, axis by axis.</summary>
internal static class ResizeOperators
{
    private const string WholeNumbers = "linear and cubic interpolation of whole numbers";

    public static void AddTo(OperatorTable table)
    {
        table.Add("Upsample", 7, c => Resize(c, ResizeRule.Old(c), c.Reals(1, "scales"), null, null), WholeNumbers);
        table.Add("Upsample", 9, c => Resize(c, ResizeRule.Old(c), c.Reals(1), null, null), WholeNumbers);
        table.Add("Resize", 10, c => Resize(c, ResizeRule.Old(c), c.Reals(1), null, null), WholeNumbers);
        table.Add("Resize", 11, c => Resize(c, ResizeRule.Of(c), c.Reals(2), c.Numbers(3), c.Reals(1)), WholeNumbers + "; antialias; align_corners with scales that give no whole sizes, about which implementations differ");
    }

    private static Operation Resize(NodeContext c, ResizeRule rule, RealList? scales, NumberList? sizes, RealList? regions)
    {
        if (scales is null && sizes is null)
        {
            c.Unsupported("neither scales nor sizes are given.");
        }

        int input = c.In(0), output = c.Out;
        return f =>
        {
            Tensor x = f[input];
            if (!rule.IsNearest && !x.is_floating_point())
            {
                throw c.Failure($"{rule.Mode} interpolation of {x.dtype} is not supported.");
            }

            double[] factors = scales?.In(f) ?? [];
            long[] wanted = factors.Length == 0 ? sizes?.In(f) ?? [] : [];
            ResizeAxis?[]? axes = rule.Plan(x.shape, factors, wanted, rule.Crops ? regions?.In(f) : null);
            f[output] = axes is null
                ? throw c.Failure($"scales [{InvariantText.Join(", ", factors)}] or sizes [{InvariantText.Join(", ", wanted)}] do not fit an input of shape [{InvariantText.Join(", ", x.shape)}]; with align_corners scales must give whole sizes.")
                : Quickly(x, rule, axes) ?? ByPlaces(x, rule, axes);
        };
    }

    /// <summary>torch's own interpolation of images, where it means the same; otherwise null.</summary>
    private static Tensor? Quickly(Tensor x, ResizeRule rule, ResizeAxis?[] axes)
    {
        if (axes is not [null, null, { } rows, { } columns] || !x.is_floating_point())
        {
            return null;
        }

        long[] size = [rows.Size, columns.Size];
        if (rule.IsNearest)
        {
            return rows.IsFloored && columns.IsFloored && !rule.Crops ? F.interpolate(x, size, mode: InterpolationMode.Nearest) : null;
        }

        return rows.IsExact && columns.IsExact && rule.IsTorchs
            ? F.interpolate(x, size, mode: rule.Mode == "cubic" ? InterpolationMode.Bicubic : InterpolationMode.Bilinear, align_corners: rule.AlignsCorners)
            : null;
    }

    private static Tensor ByPlaces(Tensor x, ResizeRule rule, ResizeAxis?[] axes)
    {
        Tensor result = x.alias();
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] is not { } axis)
            {
                continue;
            }

            long[] along = [.. Enumerable.Repeat(1L, axes.Length)];
            along[i] = axis.Size;
            Tensor? sum = null;
            for (int tap = 0; tap < axis.Places.Length; tap++)
            {
                Tensor picked = result.index_select(i, tensor(axis.Places[tap], ScalarType.Int64, x.device));
                picked = rule.IsNearest ? picked : picked.mul(tensor(axis.Weights[tap], x.dtype, x.device).reshape(along));
                sum = sum is null ? picked : sum.add(picked, S(1));
            }

            result = sum!;
        }

        for (int i = 0; i < axes.Length && rule.Crops; i++)
        {
            if (axes[i] is { } axis && axis.IsOutside.Any(o => o))
            {
                long[] along = [.. Enumerable.Repeat(1L, axes.Length)];
                along[i] = axis.Size;
                result = result.masked_fill(tensor(axis.IsOutside, device: x.device).reshape(along), S(rule.Extrapolation));
            }
        }

        return result;
    }
}
