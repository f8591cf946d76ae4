namespace MlNetDeep;

/// <summary>
/// How a model's probabilities were calibrated: its logits are divided by a temperature that validation rows chose (source:
/// C. Guo et al., "On calibration of modern neural networks", 2017). The order of the classes stays, and so do the decisions.
/// </summary>
/// <param name="Temperature">What the logits are divided by: above 1 where the network was too sure of itself.</param>
/// <param name="Rows">The validation rows.</param>
/// <param name="ErrorBefore">
/// Expected calibration error before, 0 to 1: the mean distance between the probability of what the network says and how often
/// that is right, over 15 bins of equal width.
/// </param>
/// <param name="ErrorAfter">The same with the temperature.</param>
/// <param name="LogLossBefore">Mean of -ln(probability of the truth) before.</param>
/// <param name="LogLossAfter">The same with the temperature.</param>
public sealed record ModelCalibration(
    double Temperature, long Rows, double ErrorBefore, double ErrorAfter, double LogLossBefore, double LogLossAfter);
