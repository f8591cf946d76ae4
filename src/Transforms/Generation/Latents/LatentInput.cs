using Microsoft.ML;

namespace MlNetDeep;

/// <summary>What a generator's input is made of: a column of latent vectors or seeds, or the row's id; and a class.</summary>
internal sealed class LatentInput : INetworkInput
{
    private const string DefaultSeedColumn = "Seed";
    private const string DefaultLabelColumn = "Label";

    private readonly GeneratorNetwork _network;
    private readonly double _truncation;
    private readonly Func<long> _freshSeed;
    private readonly DataViewSchema.Column? _latent;
    private readonly DataViewSchema.Column? _seed;
    private readonly KeyedClass? _label;
    private readonly int? _class;

    private LatentInput(DataViewSchema schema, GeneratorNetwork network, GeneratorOptions options, Func<long> freshSeed)
    {
        _network = network;
        _truncation = options.Truncation;
        _freshSeed = freshSeed;
        _latent = Find(schema, options.LatentColumnName, null, "latent vectors");
        _seed = _latent is null ? Find(schema, options.SeedColumnName, DefaultSeedColumn, "seeds") : null;
        if (_latent is { } latent)
            LatentVector.Check(latent, network.Layout.Latents);
        if (_seed is { } seed && !SeedReader.CanRead(seed.Type))
        {
            throw new ColumnException(seed.Name,
                $"Column '{seed.Name}' has type {seed.Type}; expected seeds: integers of any size (byte, int, long, ...).");
        }

        _class = options.Class is { } name ? network.ClassIndex(name) : null;
        _label = _class is null ? BindLabel(schema, network, options) : null;
        if (network.Classes is { } classes && _class is null && _label is null && _latent is not null)
        {
            throw new ColumnException(options.LabelColumnName ?? DefaultLabelColumn,
                $"Network '{network.Network.Name}' makes images of {classes.Count} classes, and a latent vector does not say of "
                + $"which: add a key column '{DefaultLabelColumn}', or set Class to one of {ClassList.Of(classes)}.");
        }

        Columns = [.. new[] { _latent, _seed, _label?.Column }.OfType<DataViewSchema.Column>()];
    }

    public InputShape Shape => _network.Input;

    public IReadOnlyList<DataViewSchema.Column> Columns { get; }

    /// <summary>Finds the columns.</summary>
    /// <param name="schema">The schema of the rows.</param>
    /// <param name="network">The generator.</param>
    /// <param name="options">Their names, and what else is wanted.</param>
    /// <param name="freshSeed">Gives the seed of images whose rows have none.</param>
    /// <exception cref="ColumnException">A column is missing or does not fit the generator.</exception>
    public static LatentInput Bind(DataViewSchema schema, GeneratorNetwork network, GeneratorOptions options, Func<long> freshSeed) =>
        new(schema, network, options, freshSeed);

    public INetworkInputReader CreateReader(DataViewRow row)
    {
        LatentVector? vector = _latent is { } latent ? new LatentVector(row, latent) : null;
        Func<long>? seed = vector is not null ? null
            : _seed is { } column ? SeedReader.OfColumn(row, column)
            : SeedReader.OfRowId(row, _freshSeed());
        return new LatentReader(_network.Layout, _truncation, vector, seed, _label?.CreateReader(row), _class);
    }

    private static KeyedClass? BindLabel(DataViewSchema schema, GeneratorNetwork network, GeneratorOptions options)
    {
        if (network.Classes is { } classes)
            return Find(schema, options.LabelColumnName, DefaultLabelColumn, "classes") is { } label ? KeyedClass.Bind(label, classes) : null;
        return options.LabelColumnName is not { } name ? null : throw new ColumnException(name,
            $"LabelColumnName is '{name}', but network '{network.Network.Name}' has no classes.");
    }

    private static DataViewSchema.Column? Find(DataViewSchema schema, string? name, string? defaultName, string what)
    {
        if (name is null)
            return defaultName is null ? null : schema.GetColumnOrNull(defaultName);
        return schema.GetColumnOrNull(name) ?? throw ColumnException.Missing(name, schema, $" of {what}");
    }
}
