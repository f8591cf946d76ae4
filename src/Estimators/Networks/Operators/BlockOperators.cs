using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks.Operators;

/// <summary>Channels that become blocks of pixels, and back.</summary>
internal static class BlockOperators
{
    public static void AddTo(OperatorTable table)
    {
        table.Add("DepthToSpace", 1, c =>
        {
            long block = Block(c);
            bool depthFirst = c.OneOf("mode", "DCR", "CRD") == "DCR";
            return c.Unary(x =>
            {
                (long n, long channels, long h, long w) = Sizes(c, x);
                if (channels % (block * block) != 0)
                {
                    throw c.Failure($"{channels} channels cannot become blocks of {block}x{block}.");
                }

                long rest = channels / (block * block);
                Tensor blocks = depthFirst
                    ? x.reshape(n, block, block, rest, h, w).permute(0, 3, 4, 1, 5, 2)
                    : x.reshape(n, rest, block, block, h, w).permute(0, 1, 4, 2, 5, 3);
                return blocks.reshape(n, rest, h * block, w * block);
            });
        });
        table.Add("SpaceToDepth", 1, c =>
        {
            long block = Block(c);
            return c.Unary(x =>
            {
                (long n, long channels, long h, long w) = Sizes(c, x);
                return h % block == 0 && w % block == 0
                    ? x.reshape(n, channels, h / block, block, w / block, block).permute(0, 3, 5, 1, 2, 4)
                        .reshape(n, channels * block * block, h / block, w / block)
                    : throw c.Failure($"{h}x{w} pixels cannot be cut into blocks of {block}x{block}.");
            });
        });
    }

    private static long Block(NodeContext c) => c.Int("blocksize", 0) is > 0 and <= 1 << 15 and var block
        ? block : throw c.Refusal("blocksize must be at least 1.");

    private static (long N, long Channels, long Height, long Width) Sizes(NodeContext c, Tensor x) => x.ndim == 4
        ? (x.size(0), x.size(1), x.size(2), x.size(3))
        : throw c.Failure($"an input [N, C, H, W] is needed, not [{InvariantText.Join(", ", x.shape)}].");
}
