using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep;

/// <summary>L-BFGS over one flat tensor, for a loss that is the same at every evaluation.</summary>
/// <remarks>
/// The direction comes from the last steps and what they did to the gradient, by the two-loop recursion, scaled by the
/// latest pair; its length satisfies the strong Wolfe conditions. Source: J. Nocedal and S. Wright, "Numerical
/// optimization", second edition, 2006: algorithms 7.4 and 7.5, equation 7.20.
/// </remarks>
internal sealed class Lbfgs : IDisposable
{
    /// <summary>What the curvature along a step must be, relative to the change of the gradient, to be believed.</summary>
    private const double LeastCurvature = 1e-10;

    private readonly Tensor _parameters;
    private readonly int _history;
    private readonly double _firstMove;
    private readonly Func<LossPoint> _evaluate;
    private readonly Queue<Pair> _pairs = [];
    private LossPoint _at;

    /// <param name="parameters">What is changed, without autograd.</param>
    /// <param name="history">How many pairs are remembered, at least 1.</param>
    /// <param name="firstMove">
    /// How far the first trial moves the value with the steepest slope; without a pair nothing says how far is right.
    /// </param>
    /// <param name="evaluate">Gives the loss at the present parameters, and the gradient, which the optimizer disposes.</param>
    public Lbfgs(Tensor parameters, int history, double firstMove, Func<LossPoint> evaluate)
    {
        _parameters = parameters;
        _history = history;
        _firstMove = firstMove;
        _evaluate = evaluate;
        using DisposeScope scope = NewDisposeScope();
        _at = evaluate();
        scope.Detach(_at.Gradient);
    }

    /// <summary>The loss at the present parameters.</summary>
    public double Loss => _at.Loss;

    /// <summary>Changes the parameters by one step.</summary>
    /// <returns>False when no way down is found any more; the parameters are then as they were.</returns>
    public bool Step()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor start = _parameters.detach().clone();
        if (_pairs.Count > 0 && TrySearch(start, Direction(_at.Gradient), 1))
        {
            return true;
        }

        // Downhill as at the start: what is remembered may no longer be true of the place.
        Forget();
        double steepest = _at.Gradient.abs().max().ToNumber();
        return steepest > 0 && TrySearch(start, _at.Gradient.neg(), _firstMove / steepest);
    }

    public void Dispose()
    {
        Forget();
        _at.Gradient.Dispose();
    }

    private bool TrySearch(Tensor start, Tensor direction, double first)
    {
        double slope = Dot(_at.Gradient, direction);
        if (slope < 0 && WolfeSearch.Find(length => Try(start, direction, length), _at.Loss, slope, first) is { } found)
        {
            _parameters.copy_(start).add_(direction, S(found.Length));
            Remember(start, found);
            return true;
        }

        _parameters.copy_(start);
        return false;
    }

    private LinePoint Try(Tensor start, Tensor direction, double length)
    {
        _parameters.copy_(start).add_(direction, S(length));
        LossPoint point = _evaluate();
        return new LinePoint(length, point.Loss, Dot(point.Gradient, direction), point.Gradient);
    }

    private void Remember(Tensor start, LinePoint found)
    {
        Tensor step = _parameters.sub(start), change = found.Gradient.sub(_at.Gradient);
        _at.Gradient.Dispose();
        _at = new LossPoint(found.Loss, found.Gradient.DetachFromDisposeScope());
        double curvature = Dot(step, change);
        if (curvature <= LeastCurvature * Dot(change, change))
        {
            return;
        }

        _pairs.Enqueue(new Pair(step.DetachFromDisposeScope(), change.DetachFromDisposeScope(), 1 / curvature));
        if (_pairs.Count > _history)
        {
            _pairs.Dequeue().Dispose();
        }
    }

    private Tensor Direction(Tensor gradient)
    {
        Pair[] pairs = [.. _pairs];
        var shares = new double[pairs.Length];
        Tensor direction = gradient.neg();
        for (int i = pairs.Length - 1; i >= 0; i--)
        {
            shares[i] = pairs[i].Inverse * Dot(pairs[i].Step, direction);
            direction.add_(pairs[i].Change, S(-shares[i]));
        }

        direction.mul_(S(1 / (pairs[^1].Inverse * Dot(pairs[^1].Change, pairs[^1].Change))));
        for (int i = 0; i < pairs.Length; i++)
        {
            direction.add_(pairs[i].Step, S(shares[i] - (pairs[i].Inverse * Dot(pairs[i].Change, direction))));
        }

        return direction;
    }

    private void Forget()
    {
        while (_pairs.TryDequeue(out Pair? pair))
        {
            pair.Dispose();
        }
    }

    private static double Dot(Tensor a, Tensor b) => a.dot(b).ToNumber();

    /// <param name="Step">What a step added to the parameters.</param>
    /// <param name="Change">What it added to the gradient.</param>
    /// <param name="Inverse">One over the product of the two.</param>
    private sealed record Pair(Tensor Step, Tensor Change, double Inverse) : IDisposable
    {
        public void Dispose()
        {
            Step.Dispose();
            Change.Dispose();
        }
    }
}

/// <summary>A loss and its gradient.</summary>
internal readonly record struct LossPoint(double Loss, Tensor Gradient);
