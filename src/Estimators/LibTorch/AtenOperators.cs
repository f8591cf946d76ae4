using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.LibTorch;

/// <summary>The operators that are called by way of <see cref="AtenInterface"/>.</summary>
internal static class AtenOperators
{
    private const double Tolerance = 1e-5;

    private static readonly AdamSettings _tried = new(LearningRate: 0.1, Beta1: 0.9, Beta2: 0.999, WeightDecay: 0.5, Epsilon: 1e-8);

    /// <summary>A whole step of Adam in one pass over the memory.</summary>
    public static AtenOperator FusedAdam { get; } = new("aten::_fused_adam_", static fused => TryAdam(fused, 0.9f, 0.1f, 0.001f));

    /// <summary>A whole step of AdamW.</summary>
    public static AtenOperator FusedAdamW { get; } = new("aten::_fused_adamw_", static fused => TryAdam(fused, 0.85f, 0.05f, 0.00025f));

    /// <summary>A whole step of gradient descent.</summary>
    public static AtenOperator FusedSgd { get; } = new("aten::_fused_sgd_", TrySgd);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<AtenOperator> All { get; } = [FusedAdam, FusedAdamW, FusedSgd];

    /// <summary>Takes a step of Adam or AdamW.</summary>
    /// <param name="fused">Which of the two.</param>
    /// <param name="parameters">The parameters, contiguous float32 on the CPU, as all the others; they are changed.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="state">The means of gradient and squared gradient; they are changed.</param>
    /// <param name="step">The step's number, counted from 1.</param>
    /// <param name="settings">Its numbers.</param>
    public static void Adam(AtenOperator fused, Tensor parameters, Tensor gradient, Tensor[] state, long step, in AdamSettings settings)
    {
        using Tensor steps = tensor((float)step);
        AtenCall call = default;
        try
        {
            call.AddList(parameters);
            call.AddList(gradient);
            call.AddList(state[0]);
            call.AddList(state[1]);
            call.AddList(); // the largest squares, of AMSGrad
            call.AddList(steps);
            call.Add(settings.LearningRate);
            call.Add(settings.Beta1);
            call.Add(settings.Beta2);
            call.Add(settings.WeightDecay);
            call.Add(settings.Epsilon);
            call.Add(false); // AMSGrad
            call.Add(false); // maximize
            fused.Call(ref call);
        }
        finally
        {
            call.Dispose();
        }
    }

    /// <summary>Takes a step of gradient descent.</summary>
    /// <param name="parameters">The parameters, contiguous float32 on the CPU, as all the others; they are changed.</param>
    /// <param name="gradient">The gradient.</param>
    /// <param name="momentum">The running sum, or none; it is changed.</param>
    /// <param name="isFirst">Whether it is the first step, whose gradient is taken undampened.</param>
    /// <param name="settings">Its numbers.</param>
    public static void Sgd(Tensor parameters, Tensor gradient, ReadOnlySpan<Tensor> momentum, bool isFirst, in SgdSettings settings)
    {
        AtenCall call = default;
        try
        {
            call.AddList(parameters);
            call.AddList(gradient);
            call.AddList(momentum);
            call.Add(settings.WeightDecay);
            call.Add(settings.Momentum);
            call.Add(settings.LearningRate);
            call.Add(settings.Dampening);
            call.Add(settings.Nesterov);
            call.Add(false); // maximize
            call.Add(isFirst);
            FusedSgd.Call(ref call);
        }
        finally
        {
            call.Dispose();
        }
    }

    private static bool TryAdam(AtenOperator fused, float parameter, float mean, float square)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = tensor([1f]), m = tensor([0f]), v = tensor([0f]);
        try
        {
            Adam(fused, p, tensor([0.5f]), [m, v], 1, _tried);
        }
        catch (TrainingException)
        {
            return false;
        }

        return Is(p, parameter) && Is(m, mean) && Is(v, square);
    }

    private static bool TrySgd(AtenOperator _)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = tensor([1f]), sum = tensor([2f]);
        try
        {
            Sgd(p, tensor([0.5f]), [sum], isFirst: false, new SgdSettings(LearningRate: 0.1, WeightDecay: 0.5, Momentum: 0.9, Dampening: 0.5, Nesterov: true));
        }
        catch (TrainingException)
        {
            return false;
        }

        // The gradient with decay is 1, the sum 0.9 * 2 + 0.5 * 1 = 2.3, the step 1 + 0.9 * 2.3 = 3.07.
        return Is(p, 0.693f) && Is(sum, 2.3f);
    }

    private static bool Is(Tensor tensor, float expected) => Math.Abs(tensor.item<float>() - expected) < Tolerance;
}

/// <summary>The numbers of a step of Adam.</summary>
internal readonly record struct AdamSettings(double LearningRate, double Beta1, double Beta2, double WeightDecay, double Epsilon);

/// <summary>The numbers of a step of gradient descent.</summary>
internal readonly record struct SgdSettings(double LearningRate, double WeightDecay, double Momentum, double Dampening, bool Nesterov);
