namespace MlNetDeep.Estimators.Networks;

/// <summary>One compiled node: reads its inputs from the frame and writes its outputs to it.</summary>
internal delegate void Operation(Frame frame);
