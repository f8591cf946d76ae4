namespace MlNetDeep.Estimators;

internal sealed class PlateauSchedule(double factor, int patience, double threshold, int cooldown) : LearningRateSchedule
{
    public override double Factor(in ScheduleArguments arguments)
    {
        double result = 1, best = double.PositiveInfinity;
        int bad = 0, resting = 0;
        foreach (double loss in arguments.Losses)
        {
            if (loss < best * (1 - threshold) || double.IsPositiveInfinity(best))
            {
                best = loss;
                bad = 0;
            }
            else
            {
                bad++;
            }

            if (resting > 0)
            {
                resting--;
                bad = 0;
            }

            if (bad > patience)
            {
                result *= factor;
                resting = cooldown;
                bad = 0;
            }
        }

        return result;
    }

    public override IEnumerable<string> FindProblems()
    {
        if (!(factor is > 0 and < 1))
        {
            yield return FormattableString.Invariant($"the factor must be above 0 and below 1, but is {factor}.");
        }

        if (patience < 0 || cooldown < 0 || !(threshold is >= 0 and < 1))
        {
            yield return FormattableString.Invariant($"patience and cooldown must be at least 0 and the threshold from 0 to below 1, but they are {patience}, {cooldown} and {threshold}.");
        }
    }

    public override string ToString() => FormattableString.Invariant($"plateau({factor}, {patience}, {threshold}, {cooldown})");
}
