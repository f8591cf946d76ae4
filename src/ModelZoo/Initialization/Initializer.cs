using System.Runtime.InteropServices;

namespace MlNetDeep;

/// <summary>
/// How the weights of a new layer begin. The numbers depend on nothing but the seed and the name of the tensor, and are
/// the same on every machine.
/// </summary>
/// <remarks>
/// Fan-in and fan-out are the numbers of inputs that one output depends on and of outputs that one input reaches:
/// units for a dense layer; channels per group times kernel area for a convolution.
/// </remarks>
public sealed class Initializer
{
    private const int PartBytes = 1 << 18;

    private readonly Draw _draw;
    private readonly Func<double, double, double> _scale;
    private readonly float[]? _values;

    private Initializer(string name, Draw draw, Func<double, double, double> scale)
    {
        Name = name;
        _draw = draw;
        _scale = scale;
    }

    private Initializer(float[] values)
        : this($"{values.Length} values", (ref RandomStream _) => 0, (_, _) => 0) => _values = values;

    /// <summary>
    /// Uniform over ±sqrt(6 / (fan-in + fan-out)). Glorot and Bengio, "Understanding the difficulty of training deep
    /// feedforward neural networks", 2010. The default for weights.
    /// </summary>
    public static Initializer GlorotUniform { get; } =
        new("GlorotUniform", Spread, (fanIn, fanOut) => Math.Sqrt(6 / (fanIn + fanOut)));

    /// <summary>Normal with standard deviation sqrt(2 / (fan-in + fan-out)); see <see cref="GlorotUniform"/>.</summary>
    public static Initializer GlorotNormal { get; } =
        new("GlorotNormal", (ref RandomStream r) => r.Normal(), (fanIn, fanOut) => Math.Sqrt(2 / (fanIn + fanOut)));

    /// <summary>
    /// Uniform over ±sqrt(6 / fan-in), for layers before a ReLU. He et al., "Delving Deep into Rectifiers", 2015.
    /// </summary>
    public static Initializer HeUniform { get; } =
        new("HeUniform", Spread, (fanIn, _) => Math.Sqrt(6 / fanIn));

    /// <summary>Normal with standard deviation sqrt(2 / fan-in); see <see cref="HeUniform"/>.</summary>
    public static Initializer HeNormal { get; } =
        new("HeNormal", (ref RandomStream r) => r.Normal(), (fanIn, _) => Math.Sqrt(2 / fanIn));

    /// <summary>Uniform over ±1 / sqrt(fan-in): what PyTorch's layers begin with, weights and biases alike.</summary>
    public static Initializer FanInUniform { get; } =
        new("FanInUniform", Spread, (fanIn, _) => 1 / Math.Sqrt(fanIn));

    /// <summary>All 0. The default for biases.</summary>
    public static Initializer Zeros { get; } = Constant(0);

    /// <summary>All 1.</summary>
    public static Initializer Ones { get; } = Constant(1);

    /// <summary>The name of the initializer.</summary>
    public string Name { get; }

    /// <summary>Normal.</summary>
    /// <param name="standardDeviation">The standard deviation, at least 0.</param>
    /// <param name="mean">The mean, finite. The default value is 0.</param>
    /// <returns>The initializer.</returns>
    public static Initializer Normal(double standardDeviation, double mean = 0)
    {
        Check(standardDeviation, nameof(standardDeviation));
        if (!double.IsFinite(mean))
        {
            throw new ArgumentOutOfRangeException(nameof(mean), mean, "The mean must be finite.");
        }

        return mean == 0
            ? new($"Normal({standardDeviation})", (ref RandomStream r) => r.Normal(), (_, _) => standardDeviation)
            : new($"Normal({standardDeviation}, {mean})", (ref RandomStream r) => mean + (r.Normal() * standardDeviation), (_, _) => 1);
    }

    /// <summary>Uniform over ±<paramref name="limit"/>.</summary>
    /// <param name="limit">The largest magnitude, at least 0.</param>
    /// <returns>The initializer.</returns>
    public static Initializer Uniform(double limit)
    {
        Check(limit, nameof(limit));
        return new($"Uniform({limit})", Spread, (_, _) => limit);
    }

    /// <summary>All the same value.</summary>
    /// <param name="value">A finite number.</param>
    /// <returns>The initializer.</returns>
    public static Initializer Constant(double value) =>
        double.IsFinite(value)
            ? new($"Constant({value})", (ref RandomStream _) => 1, (_, _) => value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The value must be finite.");

    /// <summary>
    /// Given values: a kernel of one's own, or weights that were found elsewhere. They lie as the tensor does, row by row
    /// (<c>[filters, channels, height, width]</c> for a convolution, <c>[units, features]</c> for a dense layer). When they are
    /// fewer they are repeated: one 3x3 kernel serves every filter and channel, one per channel every filter.
    /// </summary>
    /// <param name="values">Finite numbers: as many as the tensor has, or a whole part of them.</param>
    /// <returns>The initializer. A layer whose number of weights is no multiple of that of the values refuses it.</returns>
    /// <exception cref="ArgumentException">There are none, or one is not finite.</exception>
    public static Initializer Values(params float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Length > 0 && values.All(float.IsFinite)
            ? new([.. values])
            : throw new ArgumentException("Expected one value or more, all of them finite.", nameof(values));
    }

    /// <summary>Gives the name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;

    /// <summary>Checks that the initializer can fill a tensor.</summary>
    /// <exception cref="ShapeException">It has values of its own, whose number does not fit.</exception>
    internal void Check(string tensorName, long[] shape, long count)
    {
        if (_values is not null && count % _values.Length != 0)
        {
            throw new ShapeException(
                tensorName,
                $"the initializer has {_values.Length} values, but the tensor of shape {ShapeText.Format(shape)} needs {count}, or a whole part of them.");
        }
    }

    /// <summary>Fills a tensor, each part of it with numbers of its own, so that threads share the work.</summary>
    /// <param name="tensor">The bytes of its floats.</param>
    /// <param name="fanIn">Inputs that one output depends on.</param>
    /// <param name="fanOut">Outputs that one input reaches.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="tensorName">The name of the tensor.</param>
    internal void Fill(byte[] tensor, double fanIn, double fanOut, int seed, string tensorName)
    {
        if (_values is not null)
        {
            Span<float> all = MemoryMarshal.Cast<byte, float>(tensor.AsSpan());
            for (int at = 0; at < all.Length; at += _values.Length)
            {
                _values.CopyTo(all[at..]);
            }

            return;
        }

        double scale = _scale(fanIn, fanOut);
        Parallel.For(0, (tensor.Length + PartBytes - 1) / PartBytes, part =>
        {
            RandomStream random = RandomStream.For(seed, tensorName, part);
            int start = part * PartBytes;
            foreach (ref float value in MemoryMarshal.Cast<byte, float>(tensor.AsSpan(start, Math.Min(PartBytes, tensor.Length - start))))
            {
                value = (float)(_draw(ref random) * scale);
            }
        });
    }

    private static double Spread(ref RandomStream random) => (2 * random.Fraction()) - 1;

    private static void Check(double value, string parameter)
    {
        if (!double.IsFinite(value) || value < 0)
        {
            throw new ArgumentOutOfRangeException(parameter, value, "The value must be finite and at least 0.");
        }
    }

    private delegate double Draw(ref RandomStream random);
}
