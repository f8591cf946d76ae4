using Xunit;

namespace MlNetDeep.Examples.Tests;

public sealed class CommandLineTests
{
    private static readonly DigitsSettings _defaults = new() { Name = "Digits", Output = "out", MinimumAccuracy = 99 };

    [Fact]
    public void Without_arguments_the_defaults_hold()
    {
        CommandLine line = new([]);
        Assert.Equal(_defaults, _defaults.Read(line));
        line.Check();
    }

    [Fact]
    public void Options_are_taken()
    {
        CommandLine line = new(["--epochs", "3", "--learning-rate", "0.01", "--out", "there", "--data", "here", "--rows", "500", "--minimum-accuracy", "80.5"]);
        DigitsSettings settings = _defaults.Read(line);
        line.Check();
        Assert.Equal(
            _defaults with { Epochs = 3, LearningRate = 0.01, Output = "there", Data = "here", Rows = 500, MinimumAccuracy = 80.5 }, settings);
    }

    [Fact]
    public void All_problems_are_reported_together()
    {
        CommandLine line = new(["--epochs", "0", "--learning-rate", "fast", "--seed", "1", "--seed", "2", "--colour", "red", "stray", "--url", "ftp://host/", "--out"]);
        _defaults.Read(line);
        line.Address("--url");
        string message = Assert.Throws<UsageException>(line.Check).Message;
        foreach (string part in new[] { "--epochs: expected a whole number from 1", "'fast'", "--seed is given twice", "--colour is not an option", "'stray'", "ftp://host/", "--out needs a value" })
            Assert.Contains(part, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_option_is_in_the_usage()
    {
        CommandLine line = new([]);
        _defaults.Read(line);
        foreach (string name in new[] { "--data", "--out", "--epochs", "--batch-size", "--learning-rate", "--rows", "--seed", "--device", "--threads", "--minimum-accuracy" })
            Assert.Contains(name + " ", _defaults.Usage, StringComparison.Ordinal);
    }
}
