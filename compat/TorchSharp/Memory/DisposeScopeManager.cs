namespace TorchSharp;

public class DisposeScopeManager
{
    [ThreadStatic]
    private static DisposeScopeManager? _current;

    private readonly ThreadDisposeScopeStatistics _statistics = new();

    public static ThreadDisposeScopeStatistics Statistics => Current._statistics;

    internal static DisposeScopeManager Current => _current ??= new DisposeScopeManager();

    internal DisposeScope? Innermost { get; private set; }

    internal DisposeScope Open() => Innermost = new DisposeScope(this, Innermost);

    /// <summary>Takes a scope out of the chain, wherever it is: scopes may be disposed of out of order.</summary>
    internal void Close(DisposeScope scope)
    {
        if (Innermost == scope)
        {
            Innermost = scope.Outer;
            return;
        }

        for (DisposeScope? inner = Innermost; inner is not null; inner = inner.Outer)
        {
            if (inner.Outer == scope)
            {
                inner.Outer = scope.Outer;
                return;
            }
        }
    }

    internal DisposeScope? Register(torch.Tensor tensor)
    {
        if (Innermost is null)
        {
            _statistics.CreatedOutsideScopeCount++;
            return null;
        }

        _statistics.CreatedInScopeCount++;
        Innermost.Add(tensor);
        return Innermost;
    }

    internal void Disposing(torch.Tensor tensor)
    {
        if (tensor.OwningScope is null)
        {
            _statistics.DisposedOutsideScopeCount++;
        }
        else
        {
            _statistics.DisposedInScopeCount++;
        }
    }

    internal void Detached() => _statistics.DetachedFromScopeCount++;
}
