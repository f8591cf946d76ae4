namespace MlNetDeep;

/// <summary>How an exported pipeline gives a predicted class.</summary>
public enum OnnxLabels
{
    /// <summary>As text: the name of the class, empty when there is no prediction. Classes without names are given as keys.</summary>
    Text,

    /// <summary>As ML.NET's key: 1 for the first class, 0 when there is no prediction.</summary>
    Key,
}
