namespace MlNetDeep;

/// <summary>What the output of a network means.</summary>
public enum NetworkTask
{
    /// <summary>One of several classes: the network gives a probability for each.</summary>
    Multiclass,

    /// <summary>Yes or no: the network gives one number, the log-odds of yes.</summary>
    Binary,

    /// <summary>A quantity, or several: the network gives a number for each.</summary>
    Regression,

    /// <summary>Any number of several classes: the network gives the log-odds of each.</summary>
    MultiLabel,
}
