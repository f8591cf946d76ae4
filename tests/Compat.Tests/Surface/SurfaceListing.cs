using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>
/// The public surface of an assembly, one line a type or member, in the format of the listings under compat/api:
/// <c>Namespace.Type :: public int Member(string argument = null)</c>.
/// </summary>
internal static class SurfaceListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Assembly assembly) =>
        assembly.GetTypes().Where(IsReachable).SelectMany(Lines);

    private static bool IsReachable(Type type)
    {
        bool visible = type.IsPublic || type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem;
        for (Type? outer = type.DeclaringType; visible && outer is not null; outer = outer.DeclaringType)
        {
            visible = outer.IsPublic || outer.IsNestedPublic;
        }

        return visible;
    }

    private static IEnumerable<string> Lines(Type type)
    {
        string name = TypeNames.Of(type);
        return Members(type).Prepend(Declaration(type, name)).Select(line => $"{name} :: {line}");
    }

    private static string Declaration(Type type, string name)
    {
        string kind = Kind(type);
        string modifiers = type switch
        {
            { IsAbstract: true, IsSealed: true } => "static ",
            { IsAbstract: true, IsInterface: false } => "abstract ",
            { IsSealed: true } when kind == "class" => "sealed ",
            _ => "",
        };
        return $"{modifiers}{kind} {name}";
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : type.IsInterface ? "interface"
        : type.IsValueType ? "struct"
        : type.BaseType == typeof(MulticastDelegate) ? "delegate"
        : "class";

    private static IEnumerable<string> Members(Type type)
    {
        switch (Kind(type))
        {
            case "enum":
                return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => $"{f.Name} = {f.GetRawConstantValue()}");
            case "delegate":
                MethodInfo invoke = type.GetMethod("Invoke")!;
                return [$"{TypeNames.Of(invoke.ReturnType)} Invoke({Parameters(invoke)})"];
            default:
                return type.GetConstructors(Declared).Where(c => IsVisible(c) && !c.IsStatic).Select(c => $"{Access(c)} .ctor({Parameters(c)})")
                    .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field))
                    .Concat(type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod) || IsVisible(p.SetMethod)).Select(p => Property(type, p)))
                    .Concat(type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod)).Select(e => $"{Access(e.AddMethod!)} event {TypeNames.Of(e.EventHandlerType!)} {e.Name}"))
                    .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(m => Method(type, m)));
        }
    }

    private static string Field(FieldInfo field)
    {
        string access = field.IsPublic ? "public" : "protected";
        string scope = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        return $"{access} {scope}{(field.IsInitOnly ? "readonly " : "")}{TypeNames.Of(field.FieldType)} {field.Name}";
    }

    private static string Property(Type type, PropertyInfo property)
    {
        bool readable = IsVisible(property.GetMethod);
        bool writable = IsVisible(property.SetMethod);
        MethodInfo accessor = readable ? property.GetMethod! : property.SetMethod!;
        string modifier =
            accessor.IsStatic ? "static "
            : type.IsInterface ? ""
            : accessor.IsAbstract ? "abstract "
            : accessor is { IsVirtual: true, IsFinal: false } ? "virtual "
            : "";
        ParameterInfo[] indices = property.GetIndexParameters();
        string index = indices.Length > 0 ? $"[{string.Join(", ", indices.Select(Parameter))}]" : "";
        string accessors = (readable ? "get; " : "") + (writable ? "set; " : "");
        return $"{Access(accessor)} {modifier}{TypeNames.Of(property.PropertyType)} {property.Name}{index} {{ {accessors}}}";
    }

    private static string Method(Type type, MethodInfo method)
    {
        bool isNew = (method.Attributes & MethodAttributes.NewSlot) != 0;
        string modifier =
            method.IsStatic ? "static "
            : type.IsInterface ? ""
            : method.IsAbstract ? "abstract "
            : method is { IsVirtual: true, IsFinal: false } ? (isNew ? "virtual " : "override ")
            : "";
        string extension = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        string arguments = method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";
        return $"{Access(method)} {modifier}{TypeNames.Of(method.ReturnType)} {method.Name}{arguments}({extension}{Parameters(method)}){Constraints(method)}";
    }

    private static string Constraints(MethodInfo method)
    {
        if (!method.IsGenericMethodDefinition)
        {
            return "";
        }

        var text = new List<string>();
        foreach (Type argument in method.GetGenericArguments())
        {
            GenericParameterAttributes attributes = argument.GenericParameterAttributes;
            bool isStruct = attributes.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
            var constraints = new List<string>();
            if (attributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            {
                constraints.Add("class");
            }

            if (isStruct)
            {
                constraints.Add("struct");
            }

            constraints.AddRange(argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(TypeNames.Of));
            if (attributes.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
            {
                constraints.Add("new()");
            }

            if (constraints.Count > 0)
            {
                text.Add($" where {argument.Name} : {string.Join(", ", constraints)}");
            }
        }

        return string.Concat(text);
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string direction = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string variadic = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
        return $"{variadic}{direction}{TypeNames.Of(parameter.ParameterType)} {parameter.Name}{Default(parameter)}";
    }

    private static string Default(ParameterInfo parameter) => parameter.HasDefaultValue
        ? " = " + parameter.RawDefaultValue switch
        {
            null => "null",
            string text => $"\"{text}\"",
            bool flag => flag ? "true" : "false",
            object value => Convert.ToString(value, CultureInfo.InvariantCulture),
        }
        : "";

    private static bool IsVisible(MethodBase? method) => method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Access(MethodBase method) => method.IsPublic ? "public" : "protected";
}
