namespace MlNetDeep;

/// <summary>What an exported file holds.</summary>
public enum OnnxForm
{
    /// <summary>
    /// Everything from the data to the prediction: raw pictures or columns in, scores and labels out. A step that cannot be
    /// written is an error.
    /// </summary>
    Pipeline,

    /// <summary>
    /// The network alone, as scoring runs it: prepared numbers in, scores out. What <c>PrepareImages</c> does is in the
    /// metadata; any other step that makes the network's input or reads its output is an error.
    /// </summary>
    Network,
}
