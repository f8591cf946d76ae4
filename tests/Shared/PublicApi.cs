using System.Reflection;

namespace MlNetDeep.Tests.Shared;

/// <summary>Lists the public surface of an assembly, one sorted line per type and member, to compare with a file.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
        | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext _nullability = new();

    public static string List(Assembly assembly) =>
        string.Concat(assembly.GetTypes().Where(IsVisible).SelectMany(Describe).Order(StringComparer.Ordinal)
            .Select(l => $"{l}\n"));

    /// <summary>
    /// Compares with the approved file. MLNETDEEP_APPROVE=1 writes the file in the source tree instead: look at the
    /// difference before committing it.
    /// </summary>
    public static void Check(Assembly assembly)
    {
        var approved = Checkout.File("tests", assembly.GetName().Name!.Replace("MlNetDeep.", "") + ".Tests", "PublicApi.txt");
        var actual = List(assembly);
        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1")
        {
            File.WriteAllText(approved, actual);
        }

        var expected = File.ReadAllText(approved);
        var missing = expected.Split('\n').Except(actual.Split('\n')).Select(l => $"- {l}");
        var added = actual.Split('\n').Except(expected.Split('\n')).Select(l => $"+ {l}");
        var difference = string.Join('\n', missing.Concat(added));
        Xunit.Assert.True(
            difference.Length == 0,
            $"The public API of {assembly.GetName().Name} changed. If on purpose, run this test with "
            + $"MLNETDEEP_APPROVE=1 and commit PublicApi.txt.\n{difference}");
    }

    private static bool IsVisible(Type type) =>
        (type.IsPublic || ((type.IsNestedPublic || type.IsNestedFamily) && IsVisible(type.DeclaringType!)))
        && !type.Name.Contains('<');

    private static IEnumerable<string> Describe(Type type)
    {
        var name = Name(type);
        var bases = new[] { type.BaseType }.Concat(type.GetInterfaces())
            .Where(b => b is not null && b != typeof(object) && b != typeof(ValueType) && b != typeof(Enum))
            .Where(b => b!.IsVisible)
            .Select(b => Name(b!)).Order(StringComparer.Ordinal).ToList();
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct"
            : type.IsSubclassOf(typeof(Delegate)) ? "delegate"
            : type is { IsAbstract: true, IsSealed: true } ? "static class"
            : type.IsSealed ? "sealed class" : type.IsAbstract ? "abstract class" : "class";
        yield return $"{name} : {kind}{(bases.Count > 0 && !type.IsEnum ? $" ({string.Join(", ", bases)})" : "")}";
        if (type.IsEnum)
        {
            foreach (var value in Enum.GetNames(type))
            {
                yield return $"{name}.{value} = {Convert.ToInt64(Enum.Parse(type, value))}";
            }

            yield break;
        }

        foreach (var member in type.GetMembers(Declared).Where(m => !m.Name.Contains('<')))
        {
            if (Describe(member) is { } text)
            {
                yield return $"{name}.{text}";
            }
        }
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        ConstructorInfo c when IsVisible(c) => $".ctor({Parameters(c)})",
        MethodInfo { IsSpecialName: false } m when IsVisible(m) => Method(m),
        MethodInfo m when IsVisible(m) && m.Name.StartsWith("op_", StringComparison.Ordinal) => Method(m),
        PropertyInfo p when Accessors(p) is { Length: > 0 } accessors =>
            $"{(p.GetAccessors(true)[0].IsStatic ? "static " : "")}{p.Name}{Index(p)} : {Name(p.PropertyType)}"
            + $"{Mark(p.PropertyType, _nullability.Create(p).ReadState)} {{ {accessors} }}",
        FieldInfo { IsPublic: true } f =>
            $"{(f.IsLiteral ? "const " : f.IsStatic ? "static " : "")}{f.Name} : {Name(f.FieldType)}",
        EventInfo e when e.AddMethod is { } add && IsVisible(add) => $"event {e.Name} : {Name(e.EventHandlerType!)}",
        _ => null,
    };

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Method(MethodInfo m)
    {
        var generic = m.IsGenericMethod ? $"<{string.Join(", ", m.GetGenericArguments().Select(Name))}>" : "";
        return $"{(m.IsStatic ? "static " : "")}{m.Name}{generic}({Parameters(m)}) : {Name(m.ReturnType)}"
            + Mark(m.ReturnType, _nullability.Create(m.ReturnParameter).ReadState);
    }

    private static string Index(PropertyInfo property) => property.GetIndexParameters() is { Length: > 0 } index
        ? $"[{string.Join(", ", index.Select(p => Name(p.ParameterType)))}]" : "";

    private static string Accessors(PropertyInfo property)
    {
        var get = property.GetMethod is { } g && IsVisible(g) ? "get; " : "";
        var set = property.SetMethod is { } s && IsVisible(s)
            ? s.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "IsExternalInit") ? "init; " : "set; "
            : "";
        return (get + set).Trim();
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "")}{Name(p.ParameterType)}"
        + $"{Mark(p.ParameterType, _nullability.Create(p).WriteState)} {p.Name}{(p.HasDefaultValue ? $" = {Default(p)}" : "")}"));

    private static string Default(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null
            ? "default" : "null",
        string s => $"\"{s}\"",
        bool b => b ? "true" : "false",
        IFormattable f => f.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        var other => other.ToString()!,
    };

    private static string Mark(Type type, NullabilityState state) =>
        state == NullabilityState.Nullable && !type.IsValueType ? "?" : "";

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return $"{Name(underlying)}?";
        }

        if (type.IsArray || type.IsByRef)
        {
            return $"{Name(type.GetElementType()!)}{(type.IsArray ? "[]" : "&")}";
        }

        var name = type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}.{type.Name}" : type.Name;
        var tick = name.IndexOf('`');
        return tick < 0 ? name
            : $"{name[..tick]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
