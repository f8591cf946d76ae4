using System.Reflection;

namespace MlNetDeep.Estimators.Tests.Support;

/// <summary>Names of methods as they stand in documentation files and in BannedSymbols.txt.</summary>
internal static class DocumentationId
{
    public static string Of(MethodBase method)
    {
        string name = method is ConstructorInfo ? "#ctor" : method.Name, parameters = string.Join(',', method.GetParameters().Select(p => Of(p.ParameterType)));
        string arity = method.IsGenericMethod ? $"``{method.GetGenericArguments().Length}" : "";
        string result = method is MethodInfo { Name: "op_Implicit" or "op_Explicit", ReturnType: var type } ? $"~{Of(type)}" : "";
        return $"M:{method.DeclaringType!.FullName!.Replace('+', '.')}.{name}{arity}{(parameters.Length > 0 ? $"({parameters})" : "")}{result}";
    }

    private static string Of(Type type)
    {
        if (type.HasElementType)
        {
            return Of(type.GetElementType()!) + (type.IsArray ? "[]" : type.IsByRef ? "@" : "*");
        }

        if (type.IsGenericParameter)
        {
            return $"{(type.DeclaringMethod is null ? "`" : "``")}{type.GenericParameterPosition}";
        }

        string name = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');
        return type.IsGenericType ? $"{name[..name.IndexOf('`')]}{{{string.Join(',', type.GetGenericArguments().Select(Of))}}}" : name;
    }
}
