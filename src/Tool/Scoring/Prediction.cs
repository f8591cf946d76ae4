namespace MlNetDeep.Tool.Scoring;

/// <summary>What an image shows.</summary>
internal sealed record Prediction(string Image, IReadOnlyList<ClassScore> Classes);

/// <summary>A class and how probable it is.</summary>
internal sealed record ClassScore(string Label, float Probability);
