using FsCheck;
using FsCheck.Fluent;

namespace MlNetDeep.ModelZoo.Tests.Support;

/// <summary>
/// Random networks: a list of numbers, each of which picks a layer and its arguments. A layer that does not fit where
/// the network has got to is left out, so that every list is a network, and a shorter list a smaller one.
/// </summary>
internal static class RandomNetworks
{
    public static Arbitrary<int[]> Recipes { get; } = Arb.From(
        Gen.Choose(0, 1_000_000).ArrayOf().Select(r => r.Length > 12 ? r[..12] : r),
        r => Enumerable.Range(0, r.Length).Select(skip => r.Where((_, i) => i != skip).ToArray()));

    public static Network Make(int[] recipe)
    {
        var pick = recipe.Length == 0 ? 0 : recipe[0];
        var builder = pick % 5 == 0
            ? Network.Input(1 + (pick % 40)) : Network.Input(1 + (pick % 4), 5 + (pick / 7 % 20), 5 + (pick / 11 % 20));
        foreach (var number in recipe)
        {
            try
            {
                var next = Layer(builder, number);
                builder = next.Shape.Aggregate(1L, (a, b) => a * b) <= 20_000 ? next : builder;
            }
            catch (DeepLearningException)
            {
                // Does not fit here.
            }
        }

        return builder.ReLU().Build();
    }

    private static NetworkBuilder Layer(NetworkBuilder b, int number)
    {
        var (kind, n) = (number % 20, number / 20);
        int Up(int limit)
        {
            var value = n % limit;
            n /= limit;
            return value + 1;
        }

        Padding padding = n % 3 == 0 ? Padding.Same : n % 3 == 1 ? n % 5 % 3 : Padding.Of(n % 2, n % 3 % 2, 1, 0);
        return kind switch
        {
            0 or 1 => b.Conv2D(Up(6), (Up(4), Up(4)), (Up(3), Up(3)), padding, Up(2), bias: n % 2 == 0),
            2 => b.Conv2D(2 * Up(3), Up(3), groups: Up(2)),
            3 => b.ConvTranspose2D(Up(5), (Up(4), Up(4)), Up(3), padding, dilation: Up(2)),
            4 => b.MaxPool2D((Up(3), Up(3)), (Up(3), Up(3)), padding, dilation: Up(2)),
            5 => b.AveragePool2D((Up(3), Up(3)), (Up(3), Up(3)), padding, countPadding: Up(2) == 2),
            6 => b.MaxPool2D(Up(3), Up(3), ceiling: true),
            7 => b.GlobalAveragePool(),
            8 => b.Flatten(),
            9 => b.Dense(Up(20)),
            10 => b.BatchNorm(),
            11 => b.LocalResponseNorm(Up(5)),
            12 => b.Dropout(0.3f),
            13 => b.LeakyReLU(0.1f),
            14 => b.Residual(x => x.Tanh()),
            15 => b.Concat(x => x.Sigmoid(), x => x, x => x.ReLU()),
            16 => b.Softmax(),
            17 => b.Reshape(-1),
            18 => b.Reshape(-1, b.Shape[0]),
            _ => b.Conv2D(Up(8), 1),
        };
    }
}
