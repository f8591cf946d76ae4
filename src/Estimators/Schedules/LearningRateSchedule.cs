namespace MlNetDeep;

/// <summary>Changes the learning rate during a run.</summary>
/// <remarks>
/// A schedule is a function of where the run stands, without state of its own: a resumed run continues exactly where
/// the interrupted one was.
/// </remarks>
public abstract class LearningRateSchedule : ICheckedOptions
{
    /// <summary>The learning rate stays as it is.</summary>
    public static LearningRateSchedule Constant { get; } = new StepSchedule(int.MaxValue, 1);

    /// <summary>Multiplies the learning rate by a factor every so many epochs.</summary>
    /// <param name="epochs">Epochs between two changes, at least 1.</param>
    /// <param name="factor">Above 0. The default value is 0.1.</param>
    public static LearningRateSchedule Step(int epochs, double factor = 0.1) => new StepSchedule(epochs, factor);

    /// <summary>Multiplies the learning rate by a factor after every epoch.</summary>
    /// <param name="factor">Above 0.</param>
    public static LearningRateSchedule Exponential(double factor) => new StepSchedule(1, factor);

    /// <summary>Rises linearly for some epochs, then falls along half a cosine to the end of the run.</summary>
    /// <param name="warmUpEpochs">Epochs of rise; fractions are allowed. The default value is 0.</param>
    /// <param name="finalFactor">What is left of the learning rate at the end, 0 to 1. The default value is 0.</param>
    public static LearningRateSchedule Cosine(double warmUpEpochs = 0, double finalFactor = 0) =>
        new CosineSchedule(warmUpEpochs, finalFactor);

    /// <summary>
    /// One cycle: from a small rate along half a cosine up to the trainer's learning rate, then down to almost nothing.
    /// </summary>
    /// <param name="riseFraction">Share of the run that rises, above 0 and below 1. The default value is 0.3.</param>
    /// <param name="initialDivisor">The run starts at the learning rate divided by this. The default value is 25.</param>
    /// <param name="finalDivisor">The run ends at the starting rate divided by this. The default value is 10,000.</param>
    /// <remarks>Source: L. Smith and N. Topin, "Super-convergence", 2018; values as PyTorch's OneCycleLR.</remarks>
    public static LearningRateSchedule OneCycle(double riseFraction = 0.3, double initialDivisor = 25, double finalDivisor = 1e4) =>
        new OneCycleSchedule(riseFraction, initialDivisor, finalDivisor);

    /// <summary>Multiplies the learning rate by a factor when the loss has stopped falling.</summary>
    /// <param name="factor">Above 0 and below 1. The default value is 0.1.</param>
    /// <param name="patience">Epochs without improvement that are put up with, at least 0. The default value is 10.</param>
    /// <param name="threshold">Relative improvement that counts. The default value is 1e-4.</param>
    /// <param name="cooldown">Epochs after a change that do not count. The default value is 0.</param>
    public static LearningRateSchedule ReduceOnPlateau(
        double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0) =>
        new PlateauSchedule(factor, patience, threshold, cooldown);

    /// <summary>The learning rate for the coming step, as a multiple of the trainer's.</summary>
    /// <param name="arguments">Where the run stands.</param>
    public abstract double Factor(in ScheduleArguments arguments);

    /// <summary>Whether <see cref="Factor"/> needs the number of steps per epoch, so that rows must be counted first.</summary>
    public virtual bool NeedsStepsPerEpoch => false;

    /// <summary>What is wrong with the settings; empty when nothing is.</summary>
    public virtual IEnumerable<string> FindProblems() => [];
}

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
            yield return $"the factor must be a finite number above 0, but is {factor}.";
        }
    }

    public override string ToString() => $"step({epochs}, {factor})";
}

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
            yield return $"the warm-up must be a finite number of epochs of at least 0, but is {warmUpEpochs}.";
        }

        if (!(finalFactor is >= 0 and <= 1))
        {
            yield return $"the final factor must be between 0 and 1, but is {finalFactor}.";
        }
    }

    public override string ToString() => $"cosine({warmUpEpochs}, {finalFactor})";
}

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
            yield return $"the rising share must be above 0 and below 1, but is {riseFraction}.";
        }

        if (!(initialDivisor >= 1) || !(finalDivisor >= 1))
        {
            yield return $"both divisors must be at least 1, but are {initialDivisor} and {finalDivisor}.";
        }
    }

    public override string ToString() => $"onecycle({riseFraction}, {initialDivisor}, {finalDivisor})";

    private static double Anneal(double from, double to, double progress) =>
        to + ((from - to) / 2 * (1 + Math.Cos(Math.PI * progress)));
}

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
            yield return $"the factor must be above 0 and below 1, but is {factor}.";
        }

        if (patience < 0 || cooldown < 0 || !(threshold is >= 0 and < 1))
        {
            yield return $"patience and cooldown must be at least 0 and the threshold from 0 to below 1, but they are {patience}, {cooldown} and {threshold}.";
        }
    }

    public override string ToString() => $"plateau({factor}, {patience}, {threshold}, {cooldown})";
}
