namespace MlNetDeep.Estimators.Tests.FineTuning;

/// <summary>Small networks to start from. Their weights are random, which is enough for a task as easy as Shapes.</summary>
internal static class Backbones
{
    public static Network Convolutional(int seed = 3) => Network.Input(1, 8, 8)
        .Conv2D(8, 3, name: "block1.conv").BatchNorm(name: "block1.norm").ReLU("block1.relu").MaxPool2D(2, name: "block1.pool")
        .Conv2D(12, 2, name: "block2.conv").BatchNorm(name: "block2.norm").ReLU("block2.relu")
        .Flatten("flatten").Dense(16, name: "features").ReLU("features_relu").Dropout(0.5f).Dense(7, name: "old").Softmax()
        .Build(seed, "backbone");
}
