using System.ComponentModel.DataAnnotations;

namespace MlNetDeep;

/// <summary>What <c>mlContext.DeepLearning.Sample</c> gives.</summary>
public sealed record SampleOptions : ICheckedOptions
{
    /// <summary>The class of all samples, as its text. The default value, null, is that of the model's options, if there is one.</summary>
    public string? Class { get; init; }

    /// <summary>
    /// How classes are chosen when none is fixed. The default value is <see cref="SampledClasses.InTurn"/>.
    /// </summary>
    public SampledClasses Classes { get; init; } = SampledClasses.InTurn;

    /// <summary>
    /// The largest magnitude of a latent number, see <see cref="GeneratorOptions.Truncation"/>. The default value, null,
    /// is that of the model.
    /// </summary>
    [Range(LatentNoise.MinTruncation, double.PositiveInfinity)]
    public double? Truncation { get; init; }

    /// <summary>What the images are given as. The default value, null, is what the model gives.</summary>
    public GeneratedImageKind? OutputKind { get; init; }

    /// <summary>How many images are made at once. The default value, null, is that of the model.</summary>
    [Range(1, ConvNetTransformerOptions.MaxBatchSize)]
    public int? BatchSize { get; init; }

    /// <summary>The model's options with what is given here.</summary>
    internal GeneratorOptions Over(GeneratorOptions model)
    {
        GeneratedImageKind kind = OutputKind ?? model.OutputKind;
        return model with
        {
            Class = Class ?? model.Class,
            Truncation = Truncation ?? model.Truncation,
            OutputKind = kind,
            Layout = kind == GeneratedImageKind.Byte ? model.Layout : PixelLayout.Planar,
            BatchSize = BatchSize ?? model.BatchSize,
            LabelColumnName = null,
            SeedColumnName = null,
            LatentColumnName = null,
            OutputColumnName = SampleRows.ImageColumnName,
        };
    }
}
