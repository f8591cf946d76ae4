namespace MlNetDeep.Estimators;

internal sealed class OneCycleSchedule(double riseFraction, double initialDivisor, double finalDivisor) : LearningRateSchedule
{
    public override bool NeedsStepsPerEpoch => true;

    public override double Factor(in ScheduleArguments arguments)
    {
        double initial = 1 / initialDivisor, final = initial / finalDivisor;
        double top = (riseFraction * arguments.TotalSteps) - 1, last = arguments.TotalSteps - 1;
        return arguments.Step <= top || last <= top
            ? Anneal(initial, 1, top <= 0 ? 1 : arguments.Step / top)
            : Anneal(1, final, Math.Min(1, (arguments.Step - top) / (last - top)));
    }

    public override IEnumerable<string> FindProblems()
    {
        if (!(riseFraction is > 0 and < 1))
        {
            yield return FormattableString.Invariant($"the rising share must be above 0 and below 1, but is {riseFraction}.");
        }

        if (!(initialDivisor >= 1) || !(finalDivisor >= 1))
        {
            yield return FormattableString.Invariant($"both divisors must be at least 1, but are {initialDivisor} and {finalDivisor}.");
        }
    }

    public override string ToString() => FormattableString.Invariant($"onecycle({riseFraction}, {initialDivisor}, {finalDivisor})");

    private static double Anneal(double from, double to, double progress) =>
        to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * progress)));
}
