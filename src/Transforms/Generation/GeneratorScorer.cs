using Microsoft.ML;

namespace MlNetDeep.Transforms;

/// <summary>Runs a generator on rows of latents: one for the transformer, and one for each way of sampling from it.</summary>
/// <param name="network">The generator.</param>
/// <param name="options">Columns and output.</param>
/// <param name="session">The session, which belongs to the transformer.</param>
/// <param name="freshSeed">Gives the seed of images whose rows have none.</param>
internal sealed class GeneratorScorer(GeneratorNetwork network, GeneratorOptions options, ScoringSession session, Func<long> freshSeed)
    : INetworkScorer
{
    public GeneratorOptions Options => options;

    public int BatchSize => options.BatchSize;

    public ScoringSession Session => session;

    public INetworkInput BindInput(DataViewSchema input) => LatentInput.Bind(input, network, options, freshSeed);

    public OutputColumn[] OutputColumns(DataViewSchema input) => [GeneratedColumn.Of(options, network)];

    /// <summary>A view of the data with images.</summary>
    public IDataView Transform(IDataView input)
    {
        session.ThrowIfDisposed();
        return new ScoredDataView(new ScoreBindings(this, input.Schema), input);
    }
}
