namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>Type names as the listings under compat/api write them: full, with C# keywords and <c>&lt;T&gt;</c>.</summary>
internal static class TypeNames
{
    public static string Of(Type type)
    {
        if (type.IsByRef)
        {
            return Of(type.GetElementType()!);
        }

        if (type.IsPointer)
        {
            return Of(type.GetElementType()!) + "*";
        }

        if (type.IsArray)
        {
            return $"{Of(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }

        if (type.IsGenericParameter)
        {
            return type.Name;
        }

        return type.IsGenericType ? Generic(type) : Keyword((type.FullName ?? type.Name).Replace('+', '.'));
    }

    private static string Generic(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying) + "?";
        }

        // A nested type inside a generic one repeats the outer type's arguments; each name part takes its own share.
        var arguments = new Queue<Type>(type.GetGenericArguments());
        string[] parts = type.GetGenericTypeDefinition().FullName!.Replace('+', '.').Split('.');
        return string.Join('.', parts.Select(part => Part(part, arguments)));
    }

    private static string Part(string part, Queue<Type> arguments)
    {
        int tick = part.IndexOf('`');
        if (tick < 0)
        {
            return part;
        }

        int count = int.Parse(part.AsSpan(tick + 1));
        return $"{part[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => Of(arguments.Dequeue())))}>";
    }

    private static string Keyword(string name) => name switch
    {
        "System.Int32" => "int",
        "System.Int64" => "long",
        "System.Single" => "float",
        "System.Double" => "double",
        "System.Boolean" => "bool",
        "System.String" => "string",
        "System.Object" => "object",
        "System.Void" => "void",
        "System.Byte" => "byte",
        "System.UInt32" => "uint",
        "System.UInt64" => "ulong",
        "System.Int16" => "short",
        "System.UInt16" => "ushort",
        "System.SByte" => "sbyte",
        "System.Char" => "char",
        _ => name,
    };
}
