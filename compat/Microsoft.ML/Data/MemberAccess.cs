using System.Linq.Expressions;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Delegates that read and write members.</summary>
internal static class MemberAccess
{
    public static Func<TRow, TMember> Reader<TRow, TMember>(MemberInfo member)
    {
        if (member is PropertyInfo property)
            return property.GetGetMethod().CreateDelegate<Func<TRow, TMember>>();
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        return Expression.Lambda<Func<TRow, TMember>>(Expression.Field(row, (FieldInfo)member), row).Compile();
    }

    /// <summary>Null when the member can only be read.</summary>
    public static Action<TRow, TMember> Writer<TRow, TMember>(MemberInfo member)
    {
        if (member is PropertyInfo property)
            return property.GetSetMethod()?.CreateDelegate<Action<TRow, TMember>>();
        if (((FieldInfo)member).IsInitOnly)
            return null;
        ParameterExpression row = Expression.Parameter(typeof(TRow));
        ParameterExpression value = Expression.Parameter(typeof(TMember));
        BinaryExpression assign = Expression.Assign(Expression.Field(row, (FieldInfo)member), value);
        return Expression.Lambda<Action<TRow, TMember>>(assign, row, value).Compile();
    }
}
