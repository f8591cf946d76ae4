using System.Text.Json;
using MlNetDeep.Estimators.Tests.Support;

namespace MlNetDeep.Estimators.Tests.Optimizers;

public class ScheduleTests
{
    private static readonly JsonElement _golden = Golden.Load("schedules.json");

    [Fact]
    public void StepEqualsPyTorch() => PerEpoch("step", LearningRateSchedule.Step(3, 0.5));

    [Fact]
    public void ExponentialEqualsPyTorch() => PerEpoch("exponential", LearningRateSchedule.Exponential(0.9));

    [Fact]
    public void PlateauEqualsPyTorch() =>
        PerEpoch("plateau", LearningRateSchedule.ReduceOnPlateau(0.3, patience: 2, threshold: 1e-3, cooldown: 1));

    [Fact]
    public void CosineEqualsPyTorch() => PerStep("cosine", LearningRateSchedule.Cosine(finalFactor: 0.02));

    [Fact]
    public void OneCycleEqualsPyTorch() => PerStep("onecycle", LearningRateSchedule.OneCycle());

    [Fact]
    public void ConstantStays() =>
        Assert.Equal(1, LearningRateSchedule.Constant.Factor(new ScheduleArguments(1000, 10, 200, new double[100])));

    [Fact]
    public void CosineWarmsUpLinearlyAndEndsLow()
    {
        LearningRateSchedule schedule = LearningRateSchedule.Cosine(warmUpEpochs: 2, finalFactor: 0.1);
        double At(long step) => schedule.Factor(new ScheduleArguments(step, 5, 6, []));
        Assert.Equal(0.1, At(0), 12);
        Assert.Equal(0.5, At(4), 12);
        Assert.Equal(1, At(9), 12);
        Assert.Equal(1, At(10), 12);
        Assert.InRange(At(29), 0.1, 0.12);
    }

    [Fact]
    public void UnusableSettingsAreNamed()
    {
        LearningRateSchedule[] wrong =
        [
            LearningRateSchedule.Step(0), LearningRateSchedule.Exponential(-1), LearningRateSchedule.Cosine(-1, 2),
            LearningRateSchedule.OneCycle(0, 0), LearningRateSchedule.ReduceOnPlateau(2, -1),
        ];
        Assert.All(wrong, s => Assert.NotEmpty(s.FindProblems()));
    }

    private static void PerEpoch(string name, LearningRateSchedule schedule)
    {
        double[] expected = _golden.GetProperty(name).Doubles(), losses = _golden.GetProperty("losses").Doubles();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], 0.1 * schedule.Factor(new ScheduleArguments(i * 7L, 7, 50, losses[..i])), 9);
        }
    }

    private static void PerStep(string name, LearningRateSchedule schedule)
    {
        double[] expected = _golden.GetProperty(name).Doubles();
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], 0.1 * schedule.Factor(new ScheduleArguments(i, 10, 4, [])), 9);
        }
    }
}
