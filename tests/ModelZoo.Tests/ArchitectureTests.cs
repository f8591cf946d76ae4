using Xunit;

namespace MlNetDeep.ModelZoo.Tests;

public sealed class ArchitectureTests
{
    /// <summary>Parameters as published by the sources or by torchvision.</summary>
    public static TheoryData<string, long> Published => new()
    {
        { "lenet5", 61_706 },
        { "alexnet_2012", 60_965_224 },
        { "alexnet", 61_100_840 },
        { "zfnet", 62_357_608 },
        { "vgg11", 132_863_336 },
        { "vgg13", 133_047_848 },
        { "vgg16", 138_357_544 },
        { "vgg19", 143_667_240 },
        { "vgg11_bn", 132_868_840 },
        { "vgg13_bn", 133_053_736 },
        { "vgg16_bn", 138_365_992 },
        { "vgg19_bn", 143_678_248 },
        { "googlenet_2014", 6_998_552 },
        { "googlenet", 6_624_904 },
        { "resnet18", 11_689_512 },
        { "resnet34", 21_797_672 },
        { "resnet50", 25_557_032 },
        { "resnet101", 44_549_160 },
        { "resnet152", 60_192_808 },
        { "cifar_resnet20", 269_722 },
        { "cifar_resnet32", 464_154 },
        { "cifar_resnet44", 658_586 },
        { "cifar_resnet56", 853_018 },
        { "cifar_resnet110", 1_727_962 },
        { "squeezenet1_0", 1_248_424 },
        { "squeezenet1_1", 1_235_496 },
        { "mobilenet_v2", 3_504_872 },
        { "mobilenet_v3_large", 5_483_032 },
        { "mobilenet_v3_small", 2_542_856 },
        { "efficientnet_b0", 5_288_548 },
        { "densenet121", 7_978_856 },
        { "convnext_tiny", 28_589_128 },
        { "vit_b_16", 86_567_656 },
        { "unet", 31_037_633 },
    };

    public static TheoryData<string> Names => [.. Networks.Names];

    [Theory]
    [MemberData(nameof(Published))]
    public void Parameter_counts_are_the_published_ones(string name, long expected)
    {
        var network = Networks.Create(name);
        Assert.Equal(expected, network.ParameterCount);
        Assert.Equal(expected, network.Summary().TotalParameters);
        Assert.Equal(name, network.Name);
    }

    [Fact]
    public void Every_architecture_has_a_published_count() =>
        Assert.Equal(Networks.Names.Order(), Published.Select(row => row.Data.Item1).Order());

    [Fact]
    public void Auxiliary_heads_are_outputs_that_training_uses_and_scoring_drops()
    {
        var network = Networks.Create("googlenet_2014", new() { AuxiliaryHeads = true });
        Assert.Equal(13_378_280, network.ParameterCount);
        Assert.Equal(["output", "aux1", "aux2"], network.Outputs.Select(o => o.Name));
        Assert.Equal(["aux1", "aux2"], network.AuxiliaryOutputs);
        Assert.Equal(13_004_888, Networks.Create("googlenet", new() { AuxiliaryHeads = true }).ParameterCount);

        var loaded = Network.FromBytes(Networks.Create("googlenet", new() { AuxiliaryHeads = true, Classes = 3 }).ToBytes());
        var scoring = loaded.WithoutAuxiliaryOutputs();
        Assert.Equal(["output"], scoring.Outputs.Select(o => o.Name));
        Assert.Empty(scoring.AuxiliaryOutputs);
        Assert.Equal(
            Networks.Create("googlenet", new() { Classes = 3 }).Parameters.Select(p => p.Name),
            scoring.Parameters.Select(p => p.Name));
        Assert.Same(scoring, scoring.WithoutAuxiliaryOutputs());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Images_of_any_size_from_the_smallest_on_are_taken(string name)
    {
        var architecture = Networks.FindArchitecture(name);
        var (smallest, step) = (architecture.MinimumSize, architecture.SizeStep);
        var sizes = step == 1
            ? new[] { (smallest, smallest + 40), (smallest + 101, smallest) }
            : [(smallest, smallest + (2 * step)), (smallest + (5 * step), smallest)];
        foreach (var (height, width) in sizes)
        {
            var network = Networks.Create(name, new() { Height = height, Width = width, Channels = 2, Classes = 7 });
            Assert.Equal([null, 2, height, width], network.Inputs[0].Shape);
            Assert.Equal(name == "unet" ? [null, 7, height, width] : [null, 7], network.Outputs[0].Shape);
            Assert.Equal("Softmax", network.Nodes[^1].OpType);
        }

        // The table's smallest size is the true one: below it, a layer would be left without pixels.
        var table = Networks.FindArchitecture(name).Layers(7);
        if (step > 1)
        {
            var error = Assert.Throws<OptionsException>(() => Networks.Create(name, new() { Height = smallest + 1 }));
            Assert.Contains($"Height must be a multiple of {step} for {name}, but is {smallest + 1}.", error.Message);
        }
        else if (smallest > 1)
        {
            Assert.Throws<ShapeException>(() => new LayerWalk(new()).Run(
                Network.Input(2, smallest - 1, smallest + 40), table, 7));
        }
    }

    [Fact]
    public void Weights_depend_on_the_seed_and_feed_the_layers_evenly()
    {
        var network = Networks.Create("cifar_resnet20", new() { Seed = 5 });
        Assert.Equal(network.ToBytes(), Networks.Create("cifar_resnet20", new() { Seed = 5 }).ToBytes());
        Assert.NotEqual(network.ToBytes(), Networks.Create("cifar_resnet20", new() { Seed = 6 }).ToBytes());
        var weight = network.Tensors["layer3.2.conv2.weight"].Floats.ToArray();
        Assert.Equal(2.0 / (64 * 9), weight.Average(w => (double)w * w), 0.0002);
    }

    [Fact]
    public void One_class_ends_in_a_sigmoid() =>
        Assert.Equal("Sigmoid", Networks.Create("squeezenet1_1", new() { Classes = 1 }).Nodes[^1].OpType);

    [Fact]
    public void Preprocessing_travels_along_unless_the_channels_differ()
    {
        var known = Networks.Create("resnet18", new() { Height = 64, Width = 96 }).Preprocessing;
        Assert.NotNull(known);
        Assert.Equal((64, 96, 3), (known.Height, known.Width, known.Channels));
        Assert.Equal([0.485f, 0.456f, 0.406f], known.Mean);
        Assert.Null(Networks.Create("resnet18", new() { Channels = 4 }).Preprocessing);
        Assert.Equal(ColorOrder.Bgr, Networks.Create("alexnet_2012", new() { Classes = 2 }).Preprocessing!.ColorOrder);
    }

    [Fact]
    public void All_unusable_options_are_named_together()
    {
        var error = Assert.Throws<OptionsException>(() => Networks.Create(
            "alexnet", new() { Height = 62, Width = 0, Classes = 0, Channels = -1, AuxiliaryHeads = true }));
        Assert.Equal(5, error.Problems.Count);
        Assert.Contains("Height must be from 63 to 65536 for alexnet, but is 62.", error.Message);
    }

    [Fact]
    public void Unknown_names_get_a_suggestion()
    {
        Assert.Equal("resnet50", Networks.FindArchitecture("ResNet-50").Name);
        Assert.Equal("vgg16_bn", Networks.FindArchitecture("VGG 16 BN").Name);
        Assert.Equal("squeezenet1_1", Networks.FindArchitecture("SqueezeNet1.1").Name);
        Assert.Equal("resnet18-features", PackagedNetwork.Find("ResNet18_Features")!.Name);
        Assert.Null(PackagedNetwork.Find("resnet18"));
        var error = Assert.Throws<OptionsException>(() => Networks.Create("resnet5"));
        Assert.Matches("did you mean 'resnet50' or '[a-z0-9_]+' or '[a-z0-9_]+'", error.Message);
        var layer = Assert.Throws<ArgumentException>(
            () => Networks.Create("cifar_resnet20").WithOutputs("layer2.1.relu_2"));
        Assert.Contains("did you mean 'layer2.1.relu2'?", layer.Message);
        Assert.DoesNotContain("did you mean", Assert.Throws<OptionsException>(() => Networks.Create("transformer")).Message);
    }
}
