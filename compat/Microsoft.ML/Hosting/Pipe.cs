using Microsoft.ML.Common;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Hosting;

/// <summary>A pipe of messages for which nobody can listen through <see cref="MLContext"/>.</summary>
internal class Pipe<TMessage> : IPipe<TMessage>
{
    private readonly HostEnvironment _parent;
    private readonly string _name;

    public Pipe(HostEnvironment parent, string name)
    {
        _parent = parent;
        _name = name;
    }

    public string ContextDescription => FullName;

    protected string FullName => string.IsNullOrEmpty(_parent.FullName) ? _name : $"{_parent.FullName}; {_name}";

    public virtual void Send(TMessage msg)
    {
    }

    public TException Process<TException>(TException ex)
        where TException : Exception
    {
        if (ex != null)
        {
            ex.Data["Throwing component"] = _parent.ShortName;
            ex.Data["Phase"] = _name;
            Check.Mark(ex);
        }

        return ex;
    }

    public virtual void Dispose()
    {
    }
}
