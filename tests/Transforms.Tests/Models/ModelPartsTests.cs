namespace MlNetDeep.Transforms.Tests;

/// <summary>What is inside a chain, fitted or loaded.</summary>
public sealed class ModelPartsTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheNetworkOfALoadedChainIsFound()
    {
        List<Rows.Example> rows = Rows.Examples(20);
        using TransformerChain<ITransformer> chain = Chains.Full(_ml, rows);
        _ml.DeepLearning.SaveModel(new TransformerChain<ITransformer>(chain), null, _folder.File("model.zip"));
        ITransformer loaded = _ml.DeepLearning.LoadModel(_folder.File("model.zip"), out _);

        using ConvNetTransformer network = loaded.ConvNet();
        Assert.Equal(chain.ConvNet().Classes!.Texts, network.Classes!.Texts);
        Assert.Equal(chain.ConvNet().Network.ToBytes(), network.Network.ToBytes());
        Assert.Equal(4, loaded.Parts().Count);
        Assert.Same(network, network.ConvNet());
    }

    [Fact]
    public void AnotherNetworkTakesItsPlace()
    {
        List<Rows.Example> rows = Rows.Examples(20);
        using TransformerChain<ITransformer> chain = Chains.Full(_ml, rows);
        using ConvNetTransformer other = new(_ml, TestNetworks.Identity(), chain.ConvNet().Options with { BatchSize = 7 });
        TransformerChain<ITransformer> changed = chain.WithConvNet(other);
        Assert.Same(other, changed.ConvNet());
        Assert.Equal(chain.Parts().Where(part => part is not ConvNetTransformer), changed.Parts().Where(part => part is not ConvNetTransformer));
        IDataView view = _ml.Data.LoadFromEnumerable(rows);
        Assert.Equal(chain.Transform(view).GetColumn<string>("PredictedLabel"), changed.Transform(view).GetColumn<string>("PredictedLabel"));
    }

    [Fact]
    public void NoneAndSeveralAreTold()
    {
        using ConvNetTransformer one = _ml.DeepLearning.Score(TestNetworks.Identity());
        ITransformer none = new TransformerChain<ITransformer>(), two = new TransformerChain<ITransformer>(one, new TransformerChain<ITransformer>(one));
        Assert.Contains("0 ConvNetTransformers among its 0", Assert.Throws<DeepLearningException>(none.ConvNet).Message);
        Assert.Contains("2 ConvNetTransformers among its 2", Assert.Throws<DeepLearningException>(two.ConvNet).Message);
        Assert.Equal(2, two.Parts().OfType<ConvNetTransformer>().Count());
    }
}
