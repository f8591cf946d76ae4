using MlNetDeep.Estimators.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Augmenting;

/// <summary>Applies a recipe to batches on their device.</summary>
internal sealed class Augmenter : IDisposable
{
    private const float SmallestWeight = 1e-30f;

    private readonly IReadOnlyList<Augmentation> _recipe;
    private readonly int _seed;
    private readonly PixelRange _range;
    private readonly int? _classes;

    /// <param name="recipe">The steps.</param>
    /// <param name="image">The image column.</param>
    /// <param name="classes">The number of classes, or null when labels are numbers.</param>
    /// <param name="device">The device of the batches.</param>
    /// <param name="seed">The seed of the run.</param>
    public Augmenter(IReadOnlyList<Augmentation> recipe, ImageColumn image, int? classes, Device device, int seed)
    {
        _recipe = recipe;
        _seed = seed;
        _classes = classes;
        _range = new PixelRange(image, device);
        MixesLabels = recipe.Any(s => s is MixingStep);
    }

    /// <summary>Whether labels come back as shares of classes.</summary>
    public bool MixesLabels { get; }

    public void Dispose() => _range.Dispose();

    /// <summary>Changes a batch.</summary>
    /// <param name="input">The network's input; it stays as it is.</param>
    /// <param name="labels">Labels, <c>[N]</c>.</param>
    /// <param name="weights">Example weights, <c>[N]</c>, or null.</param>
    /// <param name="rows">The positions of the rows in the data.</param>
    /// <param name="epoch">Epoch, counted from 0.</param>
    /// <returns>The new input; labels as they were, or <c>[N, classes]</c> of shares when labels are mixed; weights.</returns>
    public (Tensor Input, Tensor Labels, Tensor? Weights) Apply(Tensor input, Tensor labels, Tensor? weights, ReadOnlySpan<long> rows, int epoch)
    {
        AugmentedBatch batch = Begin(input, rows, epoch);
        if (!MixesLabels)
        {
            Run(batch, _recipe);
            return (_range.FromColors(batch.Images), labels, weights);
        }

        batch.Labels = _classes is { } classes
            ? labels.unsqueeze(1).eq(arange(S(0), S(classes), S(1), ScalarType.Int64, batch.Device)).to_type(ScalarType.Float32)
            : labels;
        Tensor? share = weights is null || batch.Labels.ndim == 1 ? weights : weights.unsqueeze(1);
        batch.Labels = share is null ? batch.Labels : batch.Labels.mul(share);
        batch.Weights = weights;
        Run(batch, _recipe);
        if (batch.Weights is null)
        {
            return (_range.FromColors(batch.Images), batch.Labels, null);
        }

        // Two examples of weight 0 mix to one of weight 0, whose label does not matter.
        Tensor divisor = batch.Weights.clamp_min(S(SmallestWeight));
        return (_range.FromColors(batch.Images), batch.Labels.div(batch.Labels.ndim == 1 ? divisor : divisor.unsqueeze(1)), batch.Weights);
    }

    /// <summary>Colours for a picture: red, green and blue (or one channel), <c>[N, C, H, W]</c>, from 0 to 1 when black and white are known.</summary>
    /// <param name="input">The network's input, in its layout.</param>
    /// <param name="rows">The positions of the rows in the data.</param>
    /// <param name="epoch">The epoch whose changes are wanted; null for the images as they came.</param>
    public Tensor Colors(Tensor input, ReadOnlySpan<long> rows, int? epoch)
    {
        AugmentedBatch batch = Begin(input, rows, epoch ?? 0);
        if (epoch is not null)
        {
            Run(batch, _recipe);
        }

        return _range.IsBgr && batch.Channels == 3 ? batch.Images.flip(1) : batch.Images;
    }

    /// <summary>Whether black and white are known.</summary>
    public bool IsBounded => _range.IsBounded;

    private AugmentedBatch Begin(Tensor input, ReadOnlySpan<long> rows, int epoch) =>
        new(_range.ToColors(input), rows.ToArray(), _seed, epoch, _range.IsBounded, _range.IsBgr);

    /// <summary>Applies the steps of a recipe in order.</summary>
    public static void Run(AugmentedBatch batch, IReadOnlyList<Augmentation> recipe)
    {
        for (int i = 0; i < recipe.Count; i++)
        {
            if (recipe[i] is not GeometricStep first)
            {
                recipe[i].Apply(batch, i);
                continue;
            }

            List<(int, GeometricStep)> run = [(i, first)];
            EdgeFill? fill = first.UsedFill;
            while (i + 1 < recipe.Count && recipe[i + 1] is GeometricStep next
                && (next.UsedFill is null || fill is null || next.UsedFill == fill))
            {
                run.Add((++i, next));
                fill ??= next.UsedFill;
            }

            GeometricRun.Apply(batch, run, fill ?? EdgeFill.Black);
        }
    }
}
