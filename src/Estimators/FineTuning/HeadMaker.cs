using MlNetDeep.Estimators.Features;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep;

/// <summary>Makes the head as a small network from features <c>[N, features]</c>.</summary>
internal static class HeadMaker
{
    /// <summary>The layer that standardizes the features; it never learns.</summary>
    public const string StandardizingLayer = "standardize";

    /// <summary>A feature that hardly varies is not blown up to more than this share of the mean variance would be.</summary>
    private const float LeastVariance = 0.01f;

    public static Network Make(HeadOptions options, FeatureTable features, LabelTask task, int outputs, int seed)
    {
        NetworkBuilder head = Network.Input(features.Size).BatchNorm(name: StandardizingLayer);
        if (options.HiddenUnits > 0)
        {
            head = head.Dense(options.HiddenUnits, name: "hidden").ReLU("hidden_relu");
        }

        if (options.Dropout > 0)
        {
            head = head.Dropout((float)options.Dropout, "dropout");
        }

        // Beginning without an opinion is better than beginning with a random one that must be unlearned first.
        head = head.Dense(outputs, init: Initializer.Zeros, name: "classifier");
        head = task.OutputActivation switch
        {
            "Softmax" => head.Softmax("probabilities"),
            "Sigmoid" => head.Sigmoid("probability"),
            _ => head,
        };

        (float[] mean, float[] variance) = features.Moments();
        float least = Math.Max(variance.Average() * LeastVariance, float.Epsilon);
        for (int i = 0; i < variance.Length; i++)
        {
            variance[i] = Math.Max(variance[i], least);
        }

        return head.Build(seed, "head").WithTensors(
        [
            NetworkTensor.Create($"{StandardizingLayer}.running_mean", mean, mean.Length),
            NetworkTensor.Create($"{StandardizingLayer}.running_var", variance, variance.Length),
        ]);
    }
}
