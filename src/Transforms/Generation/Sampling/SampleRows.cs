using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Rows of seeds and classes for a generator, made as they are asked for: any number of them takes no memory.</summary>
internal static class SampleRows
{
    public const string SeedColumnName = "Seed";
    public const string LabelColumnName = "Label";
    public const string ImageColumnName = "Image";

    /// <summary>The rows.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">What their seeds follow from.</param>
    /// <param name="classes">The generator's classes, or null.</param>
    /// <param name="fixedClass">The class of all rows, or null.</param>
    /// <param name="choice">How classes are chosen otherwise.</param>
    public static IDataView Of(long count, long seed, ClassLabels? classes, int? fixedClass, SampledClasses choice)
    {
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(SeedColumnName, NumberDataViewType.Int64);
        if (classes is null)
            return new TableView(builder.ToSchema(), count, canShuffle: false, Seeds);
        var annotations = new DataViewSchema.Annotations.Builder();
        classes.AddTo(annotations, AnnotationNames.KeyValues);
        builder.AddColumn(LabelColumnName, new KeyDataViewType(typeof(uint), classes.Count), annotations.ToAnnotations());
        return new TableView(builder.ToSchema(), count, canShuffle: false, Seeds, Labels);

        Delegate Seeds(Func<long> row) => (ValueGetter<long>)((ref long value) => value = LatentNoise.Seed(seed, row()));

        Delegate Labels(Func<long> row) => (ValueGetter<uint>)((ref uint value) => value = 1 + (uint)Class(row()));

        int Class(long row) => fixedClass
            ?? (choice == SampledClasses.InTurn ? (int)(row % classes.Count) : LatentNoise.Class(LatentNoise.Seed(seed, row), classes.Count));
    }
}
