namespace MlNetDeep.Transforms.Tests;

public class TrainingHistoryTests
{
    [Fact]
    public void JsonRoundTripIsExact()
    {
        var history = new TrainingHistory(
            [
                new EpochRecord(1, 0.1, null, double.PositiveInfinity, 1 / 3.0, 1e-4, TimeSpan.FromTicks(long.MaxValue)),
                new EpochRecord(2, double.NaN, 0.5, null, null, 0, TimeSpan.Zero),
            ],
            1, StopReason.Cancelled, int.MinValue, "cuda:1")
        { MetricName = "accuracy" };

        TrainingHistory read = TrainingHistory.FromJson(history.ToJson());

        Assert.Equal(history.Epochs, read.Epochs);
        Assert.Equal((1, StopReason.Cancelled, int.MinValue, "cuda:1"), (read.BestEpoch, read.StopReason, read.Seed, read.Device));
        Assert.Equal("accuracy", read.MetricName);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("[1, 2]")]
    [InlineData("{\"epochs\":[null],\"bestEpoch\":0,\"stopReason\":\"Completed\",\"seed\":0,\"device\":\"cpu\"}")]
    [InlineData("{\"epochs\":[],\"bestEpoch\":-1,\"stopReason\":\"Completed\",\"seed\":0,\"device\":\"cpu\"}")]
    [InlineData("{\"epochs\":[],\"bestEpoch\":0,\"stopReason\":\"Bored\",\"seed\":0,\"device\":\"cpu\"}")]
    [InlineData("{\"epochs\":[],\"bestEpoch\":0,")]
    public void WhatIsNotAHistoryIsAFormatError(string json) =>
        Assert.Throws<FormatException>(() => TrainingHistory.FromJson(json));

    [Fact]
    public void TheBestEpochMustExist() => Assert.Throws<ArgumentOutOfRangeException>(
        () => new TrainingHistory([new EpochRecord(1, 0, null, null, null, 0, default)], 2, StopReason.Completed, 0, "cpu"));
}
