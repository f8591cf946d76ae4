namespace MlNetDeep.Estimators;

internal sealed class StepSchedule(int epochs, double factor) : LearningRateSchedule
{
    public override double Factor(in ScheduleArguments arguments)
    {
        // Repeated multiplication, not a power: that is what PyTorch's schedulers do, to the last bit.
        double result = 1;
        for (int i = 0; i < arguments.Epoch / epochs; i++)
        {
            result *= factor;
        }

        return result;
    }

    public override IEnumerable<string> FindProblems()
    {
        if (epochs < 1)
        {
            yield return $"the number of epochs between two changes must be at least 1, but is {epochs}.";
        }

        if (!(factor > 0) || !double.IsFinite(factor))
        {
            yield return FormattableString.Invariant($"the factor must be a finite number above 0, but is {factor}.");
        }
    }

    public override string ToString() => FormattableString.Invariant($"step({epochs}, {factor})");
}
