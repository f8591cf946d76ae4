namespace MlNetDeep.Estimators;

internal sealed class CosineSchedule(double warmUpEpochs, double finalFactor) : LearningRateSchedule
{
    public override bool NeedsStepsPerEpoch => true;

    public override double Factor(in ScheduleArguments arguments)
    {
        double warmUp = Math.Round(warmUpEpochs * arguments.StepsPerEpoch);
        if (arguments.Step < warmUp)
        {
            return (arguments.Step + 1) / warmUp;
        }

        double left = arguments.TotalSteps - warmUp;
        double progress = left <= 0 ? 1 : Math.Min(1, (arguments.Step - warmUp) / left);
        return finalFactor + ((1 - finalFactor) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }

    public override IEnumerable<string> FindProblems()
    {
        if (!(warmUpEpochs >= 0) || !double.IsFinite(warmUpEpochs))
        {
            yield return FormattableString.Invariant($"the warm-up must be a finite number of epochs of at least 0, but is {warmUpEpochs}.");
        }

        if (!(finalFactor is >= 0 and <= 1))
        {
            yield return FormattableString.Invariant($"the final factor must be between 0 and 1, but is {finalFactor}.");
        }
    }

    public override string ToString() => FormattableString.Invariant($"cosine({warmUpEpochs}, {finalFactor})");
}
