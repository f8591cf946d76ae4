using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>RNN, GRU and LSTM, step by step, in one or both directions.</summary>
internal static class RecurrentOperators
{
    private const string Limits = "clip; parameters of activations; activations other than Sigmoid, Tanh, Relu, HardSigmoid, Softplus, Softsign";

    public static void AddTo(OperatorTable table)
    {
        table.Add("RNN", 7, c => Recurrent(c, ["Tanh"], hasCell: false, acts => (x, h, w) =>
            (acts[0](x.add(w.Recur(h), S(1))), null)), Limits);
        table.Add("GRU", 7, c =>
        {
            bool late = c.Flag("linear_before_reset");
            return Recurrent(c, ["Sigmoid", "Tanh"], hasCell: false, acts => (x, h, w) => Gru(x, h, w, acts, late));
        }, Limits);
        table.Add("LSTM", 7, c =>
        {
            if (c.Flag("input_forget"))
            {
                c.Unsupported("input_forget is not supported.");
            }

            return Recurrent(c, ["Sigmoid", "Tanh", "Tanh"], hasCell: true, acts => (x, h, w) => Lstm(x, h, w, acts));
        }, Limits + "; input_forget");
    }

    /// <summary>One step: what the input gives, the state before it, the weights; gives the state behind it.</summary>
    private delegate (Tensor Hidden, Tensor? Cell) Step(Tensor x, Tensor h, RecurrentWeights w);

    private static (Tensor Hidden, Tensor? Cell) Gru(Tensor x, Tensor h, RecurrentWeights w, Func<Tensor, Tensor>[] acts, bool late)
    {
        long size = h.size(1);
        Tensor Gate(int gate) => acts[0](x.narrow(1, gate * size, size).add(w.Recur(h, gate), S(1)));
        Tensor update = Gate(0), reset = Gate(1);
        Tensor candidate = late ? reset.mul(w.Recur(h, 2)) : w.Recur(reset.mul(h), 2);
        candidate = acts[1](x.narrow(1, 2 * size, size).add(candidate, S(1)));
        return (candidate.add(update.mul(h.sub(candidate)), S(1)), null);
    }

    private static (Tensor Hidden, Tensor? Cell) Lstm(Tensor x, Tensor h, RecurrentWeights w, Func<Tensor, Tensor>[] acts)
    {
        long size = h.size(1);
        Tensor gates = x.add(w.Recur(h), S(1)), cell = w.Cell!;
        Tensor Gate(int gate, int peephole, Tensor seen)
        {
            Tensor sum = gates.narrow(1, gate * size, size);
            return acts[0](w.Peepholes is null ? sum : sum.add(w.Peepholes.narrow(0, peephole * size, size).mul(seen), S(1)));
        }

        Tensor input = Gate(0, 0, cell), forget = Gate(2, 2, cell);
        Tensor next = forget.mul(cell).add(input.mul(acts[1](gates.narrow(1, 3 * size, size))), S(1));
        return (Gate(1, 1, next).mul(acts[2](next)), next);
    }

    private static Operation Recurrent(
        NodeContext c, string[] defaults, bool hasCell, Func<Func<Tensor, Tensor>[], Step> stepOf)
    {
        int input = c.In(0), weight = c.In(1), recurrence = c.In(2), bias = c.OptionalIn(3), lengths = c.OptionalIn(4), first = c.OptionalIn(5);
        int firstCell = hasCell ? c.OptionalIn(6) : -1, peepholes = hasCell ? c.OptionalIn(7) : -1;
        int output = c.Out, last = c.OptionalOut(1), lastCell = hasCell ? c.OptionalOut(2) : -1;
        c.Ignore("hidden_size");
        bool batchFirst = c.Flag("layout");
        string direction = c.OneOf("direction", "forward", "reverse", "bidirectional");
        int directions = direction == "bidirectional" ? 2 : 1;
        string[] names = c.Texts("activations") ?? [.. Enumerable.Range(0, directions).SelectMany(_ => defaults)];
        if (names.Length != directions * defaults.Length)
        {
            c.Unsupported($"{directions * defaults.Length} activations are needed, but there are {names.Length}.");
        }

        Func<Tensor, Tensor>[] activations = [.. names.Select(n => Activation(c, n))];
        Step[] steps = [.. Enumerable.Range(0, directions).Select(d => stepOf(activations[(d * defaults.Length)..((d + 1) * defaults.Length)]))];
        return f =>
        {
            // From here on [time, N, ...]; states are [N, hidden].
            Tensor given = Frame.Like(f[input], f[weight]), x = batchFirst ? given.transpose(0, 1) : given;
            Tensor? State(int slot, int d) => slot < 0 ? null : f[slot].select(batchFirst ? 1 : 0, d);
            var outputs = new List<Tensor>();
            var hidden = new List<Tensor>();
            var cells = new List<Tensor>();
            for (int d = 0; d < directions; d++)
            {
                var w = new RecurrentWeights(f[weight].select(0, d), f[recurrence].select(0, d), bias < 0 ? null : f[bias].select(0, d))
                {
                    Peepholes = peepholes < 0 ? null : f[peepholes].select(0, d),
                };
                Tensor zero = zeros([x.size(1), w.Size], x.dtype, x.device);
                w.Cell = hasCell ? State(firstCell, d) ?? zero : null;
                (Tensor all, Tensor end) = Run(
                    x, State(first, d) ?? zero, w, steps[d], lengths < 0 ? null : f.Together(f[lengths], x).Left, direction == "reverse" || d == 1);
                outputs.Add(all);
                hidden.Add(end);
                cells.Add(w.Cell ?? zero);
            }

            Tensor y = stack(outputs, 1);
            f[output] = batchFirst ? y.permute(2, 0, 1, 3) : y;
            f[last] = stack(hidden, batchFirst ? 1 : 0);
            f[lastCell] = stack(cells, batchFirst ? 1 : 0);
        };
    }

    /// <summary>Behind its end a shorter row keeps its state and gives 0; backwards it begins at its own end.</summary>
    private static (Tensor All, Tensor Last) Run(Tensor x, Tensor h, RecurrentWeights w, Step step, Tensor? lengths, bool backwards)
    {
        int steps = (int)x.size(0);
        Tensor given = w.Project(x);
        var all = new Tensor[steps];
        for (int i = 0; i < steps; i++)
        {
            int t = backwards ? steps - 1 - i : i;
            (Tensor next, Tensor? cell) = step(given.select(0, t), h, w);
            Tensor? runs = lengths?.gt(S((long)t)).unsqueeze(1);
            h = runs is null ? next : where(runs, next, h);
            w.Cell = cell is null || runs is null ? cell : where(runs, cell, w.Cell!);
            all[t] = runs is null ? next : next.mul(runs.to_type(next.dtype));
        }

        return (stack(all, 0), h);
    }

    private static Func<Tensor, Tensor> Activation(NodeContext c, string name) => name.ToUpperInvariant() switch
    {
        "SIGMOID" => x => x.sigmoid(),
        "TANH" => x => x.tanh(),
        "RELU" => x => x.relu(),
        "HARDSIGMOID" => x => x.mul(S(0.2)).add(S(0.5), S(1)).clamp(S(0), S(1)),
        "SOFTPLUS" => ActivationOperators.Softplus,
        "SOFTSIGN" => x => x.div(x.abs().add(S(1), S(1))),
        _ => throw c.Refusal($"the activation {name} is not supported."),
    };
}

/// <summary>The weights of one direction, and the cell that an LSTM passes from step to step.</summary>
/// <param name="input">For the input: <c>[gates x hidden, features]</c>.</param>
/// <param name="recurrence">For the state: <c>[gates x hidden, hidden]</c>.</param>
/// <param name="bias">For both, one behind the other: <c>[2 x gates x hidden]</c>; null for none.</param>
internal sealed class RecurrentWeights(Tensor input, Tensor recurrence, Tensor? bias)
{
    /// <summary>Number of hidden values.</summary>
    public long Size => recurrence.size(1);

    /// <summary>What gates see of the cell: <c>[3 x hidden]</c>; null for none.</summary>
    public Tensor? Peepholes { get; init; }

    /// <summary>The cell, <c>[N, hidden]</c>; null but for LSTM.</summary>
    public Tensor? Cell { get; set; }

    /// <summary>The part of all gates that comes from the input, for all steps at once.</summary>
    public Tensor Project(Tensor x) => nn.functional.linear(x, input, bias?.narrow(0, 0, recurrence.size(0)));

    /// <summary>The part of all gates that comes from the state.</summary>
    public Tensor Recur(Tensor h) => nn.functional.linear(h, recurrence, bias?.narrow(0, recurrence.size(0), recurrence.size(0)));

    /// <summary>The part of one gate that comes from the state.</summary>
    public Tensor Recur(Tensor h, int gate) => nn.functional.linear(
        h, recurrence.narrow(0, gate * Size, Size), bias?.narrow(0, recurrence.size(0) + (gate * Size), Size));
}
