namespace Microsoft.ML.Runtime;

/// <summary>Knows in which component an exception was thrown.</summary>
public interface IExceptionContext
{
    string ContextDescription { get; }

    TException Process<TException>(TException ex)
        where TException : Exception;
}
