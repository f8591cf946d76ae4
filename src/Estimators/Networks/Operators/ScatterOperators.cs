using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Values written to places that other values name, and values chosen by truth values.</summary>
internal static class ScatterOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("Scatter", 9, Elements);
        table.Add("ScatterElements", 11, Elements);
        table.Add("ScatterND", 11, c =>
        {
            string reduction = c.OneOf("reduction", "none", "add", "mul", "min", "max");
            int input = c.In(0), indices = c.In(1), updates = c.In(2), output = c.Out;
            return f =>
            {
                (Tensor x, Tensor update) = Alike(f, f[input], f[updates]);
                Tensor places = f.Together(f[indices], x).Left;
                int depth = (int)places.size((int)places.ndim - 1);
                Tensor flat = IndexOperators.FlatPlaces(c, places, x.shape.AsSpan(0, depth)).reshape(-1);
                long[] rest = x.shape[depth..];
                Tensor rows = x.reshape([-1, .. rest]), values = update.reshape([flat.numel(), .. rest]);
                f[output] = Write(rows, flat, values, reduction).reshape(x.shape);
            };
        });
        table.Add("Compress", 9, c =>
        {
            int input = c.In(0), condition = c.In(1), output = c.Out;
            long? axis = c.Has("axis") ? c.Int("axis", 0) : null;
            return f =>
            {
                Tensor x = axis is null ? f[input].reshape(-1) : f[input];
                f[output] = x.index_select(axis ?? 0, f[condition].nonzero().reshape(-1).to(x.device));
            };
        });
        table.Add("NonZero", 9, c => c.Unary(x => x.nonzero().transpose(0, 1)));
    }

    private static Operation Elements(NodeContext c)
    {
        string reduction = c.OneOf("reduction", "none", "add", "mul", "min", "max");
        int input = c.In(0), indices = c.In(1), updates = c.In(2), output = c.Out;
        long axis = c.Int("axis", 0);
        return f =>
        {
            (Tensor x, Tensor values) = Alike(f, f[input], f[updates]);
            int along = (int)(axis < 0 ? axis + x.ndim : axis);
            Tensor places = IndexOperators.FromStart(f.Together(f[indices], x).Left, x.size(along));
            if (reduction is "none" or "add")
            {
                f[output] = reduction == "none" ? x.scatter(along, places, values) : x.scatter_add(along, places, values);
                return;
            }

            // The place of each update in the flat tensor: its own coordinates, but along the axis the named one.
            Tensor own = IndexOperators.Count(x.numel(), x.device).reshape(x.shape);
            for (int i = 0; i < x.ndim; i++)
            {
                own = own.narrow(i, 0, i == along ? 1 : places.size(i));
            }

            long stride = x.shape[(along + 1)..].Aggregate(1L, (a, b) => a * b);
            Tensor flat = own.add(places.mul(S(stride)), S(1)).reshape(-1);
            f[output] = Write(x.reshape(-1), flat, values.reshape(-1), reduction).reshape(x.shape);
        };
    }

    // Behind a bfloat16 product one of them may be of it, and the other not.
    private static (Tensor Values, Tensor Updates) Alike(Frame frame, Tensor values, Tensor updates)
    {
        ScalarType type = result_type(values, updates);
        return frame.Together(values.to_type(type), updates.to_type(type));
    }

    /// <summary>Writes rows; of several for one place the last counts, or all that reduction brings together.</summary>
    private static Tensor Write(Tensor rows, Tensor places, Tensor values, string reduction)
    {
        if (reduction == "none")
        {
            return rows.index_copy(0, places, values);
        }

        if (reduction == "add")
        {
            return rows.index_add(0, places, values, S(1));
        }

        // Each round takes the next update of every place, so that none of a place's updates meets another.
        foreach (long[] round in Rounds(TensorData.ToLongs(places)))
        {
            Tensor which = tensor(round, ScalarType.Int64, places.device), at = places.index_select(0, which);
            Tensor old = rows.index_select(0, at), update = values.index_select(0, which);
            rows = rows.index_copy(0, at, reduction switch
            {
                "mul" => old.mul(update),
                "min" => old.minimum(update),
                _ => old.maximum(update),
            });
        }

        return rows;
    }

    private static List<long[]> Rounds(long[] places)
    {
        var seen = new Dictionary<long, int>();
        var rounds = new List<List<long>>();
        for (int i = 0; i < places.Length; i++)
        {
            int round = seen.GetValueOrDefault(places[i]);
            seen[places[i]] = round + 1;
            if (round == rounds.Count)
            {
                rounds.Add([]);
            }

            rounds[round].Add(i);
        }

        return [.. rounds.Select(r => r.ToArray())];
    }
}
