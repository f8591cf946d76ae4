using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Microsoft.ML.Common;

/// <summary>Calls a generic method for a type that is known only when the program runs.</summary>
internal static class GenericCall
{
    /// <summary>Calls the method behind <paramref name="sample"/> with <paramref name="type"/> as its type argument.</summary>
    public static TResult Invoke<TResult>(Delegate sample, Type type, params object[] arguments) =>
        (TResult)Invoke(sample, [type], arguments);

    public static object Invoke(Delegate sample, Type[] types, params object[] arguments)
    {
        MethodInfo method = sample.Method.GetGenericMethodDefinition().MakeGenericMethod(types);
        try
        {
            return method.Invoke(sample.Target, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException != null)
        {
            ExceptionDispatchInfo.Capture(e.InnerException).Throw();
            throw;
        }
    }
}
