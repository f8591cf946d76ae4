using MlNetDeep.ModelZoo;
using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

/// <summary>Checks the options of fine-tuning all at once.</summary>
internal static class FineTuneCheck
{
    /// <summary>Loads the backbone, checks everything, and gives the part of the backbone that is used.</summary>
    /// <exception cref="OptionsException">Something is wrong; all problems are listed.</exception>
    public static Network Prepare(FineTuneOptions options)
    {
        var problems = new List<string>();
        Network? features = null;
        if (options.Backbone is null)
        {
            problems.Add("Backbone must be given.");
        }
        else if (options.Head is not null && Enum.IsDefined(options.Head.Pooling))
        {
            features = Features(options, problems);
        }

        if (options.Head is null)
        {
            problems.Add("Head must be given.");
        }

        problems.AddRange(options.Head?.FindProblems() ?? []);
        CheckStages(options.Stages, features, problems);
        if (options.PredictedLabelColumnName is null or "" || options.ProbabilityColumnName is null or "")
        {
            problems.Add("PredictedLabelColumnName and ProbabilityColumnName must be names of columns, but one is empty.");
        }

        if (options.CheckpointFolder is "")
        {
            problems.Add("CheckpointFolder must be a folder or null, but is empty.");
        }

        problems.AddRange(Augmentation.FindProblems(options.Augmentation, features));

        // What the training loop asks for is checked as for the other trainers, with a network that has nothing wrong.
        OptionsCheck.Throw(
            FineTuneSession.StageOptions(options, new FineTuneStage(), options.CheckpointFolder is { } folder ? new StageFolder(folder, 1) : null,
                Network.Input(1).Dense(1).Build(), [], 0, null), (1, 1), problems);
        return features!;
    }

    private static Network? Features(FineTuneOptions options, List<string> problems)
    {
        try
        {
            return options.Backbone.Load().ToFeatures(options.Layer, options.Head.Pooling);
        }
        catch (OptionsException error)
        {
            problems.AddRange(error.Problems);
            return null;
        }
    }

    private static void CheckStages(IReadOnlyList<FineTuneStage>? stages, Network? features, List<string> problems)
    {
        if (stages is null || stages.Count == 0 || stages.Any(stage => stage is null))
        {
            problems.Add("Stages must hold at least one stage, and none that is null.");
            return;
        }

        for (int i = 0; i < stages.Count; i++)
        {
            problems.AddRange(stages[i].FindProblems(i));
            if (features is null || stages[i].UnfreezeFrom is not { Length: > 0 } layer)
            {
                continue;
            }

            try
            {
                if (features.ParametersFrom(layer).Count == 0)
                {
                    problems.Add($"Stages[{i}]: there is nothing to train from layer '{layer}' of the backbone on; name an earlier one.");
                }
            }
            catch (OptionsException error)
            {
                problems.AddRange(error.Problems.Select(problem => $"Stages[{i}]: {problem}"));
            }
        }
    }
}
