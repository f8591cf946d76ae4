namespace MlNetDeep.Tool.Runs;

/// <summary>The images of an earlier run.</summary>
internal sealed record RunParts(ImageFolder Train, ImageFolder Validation);
