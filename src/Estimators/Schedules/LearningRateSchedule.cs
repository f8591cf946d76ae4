using MlNetDeep.Transforms;

namespace MlNetDeep.Estimators;

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
