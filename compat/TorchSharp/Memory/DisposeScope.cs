namespace TorchSharp;

public sealed class DisposeScope : IDisposable
{
    private DisposeScopeManager? _manager;
    private HashSet<IDisposable> _owned = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        _manager = manager;
        Outer = outer;
    }

    public int DisposablesCount
    {
        get
        {
            ThrowIfDisposed();
            return _owned.Count;
        }
    }

    internal DisposeScope? Outer { get; set; }

    public bool Contains(IDisposable disposable) => _owned.Contains(disposable);

    public T MoveToOuter<T>(T disposable)
        where T : IDisposable
    {
        Move(Outer, disposable);
        return disposable;
    }

    public void MoveToOuter(params IDisposable[] disposables)
    {
        foreach (IDisposable disposable in disposables)
        {
            Move(Outer, disposable);
        }
    }

    public T Detach<T>(T disposable)
        where T : IDisposable
    {
        Move(null, disposable);
        return disposable;
    }

    public void Detach(params IDisposable[] disposables)
    {
        foreach (IDisposable disposable in disposables)
        {
            Move(null, disposable);
        }
    }

    public void Attach(IDisposable disposable)
    {
        ThrowIfDisposed();
        if (disposable is not torch.Tensor tensor)
        {
            throw new InvalidOperationException("A dispose scope manages tensors only.");
        }

        if (tensor.OwningScope == this)
        {
            return;
        }

        tensor.OwningScope?._owned.Remove(tensor);
        Add(tensor);
        tensor.OwningScope = this;
    }

    public void DisposeEverything() => DisposeEverythingBut([]);

    public void DisposeEverythingBut(params IDisposable[] keep)
    {
        ThrowIfDisposed();
        HashSet<IDisposable> all = _owned;
        _owned = new HashSet<IDisposable>(keep, ReferenceEqualityComparer.Instance);
        foreach (IDisposable disposable in all)
        {
            if (!_owned.Contains(disposable))
            {
                disposable.Dispose();
            }
        }
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        ThrowIfDisposed();
        _owned.Remove(disposable);
        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = null;
        }
    }

    public void Dispose()
    {
        if (_manager is null)
        {
            return;
        }

        DisposeEverything();
        _manager.Close(this);
        _manager = null;
    }

    internal void Add(IDisposable disposable) => _owned.Add(disposable);

    private void Move(DisposeScope? target, IDisposable disposable)
    {
        ThrowIfDisposed();
        if (!_owned.Remove(disposable))
        {
            return;
        }

        if (disposable is torch.Tensor tensor)
        {
            tensor.OwningScope = target;
        }

        if (target is null)
        {
            _manager!.Detached();
        }
        else
        {
            target.Add(disposable);
        }
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_manager is null, this);
}
