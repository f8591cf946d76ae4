using System.Reflection;
using System.Text.RegularExpressions;
using Mono.Cecil;

namespace MlNetDeep.Estimators.Tests.Architecture;

/// <summary>
/// Which folder of a project uses which. A type's folder is that of the file that declares it, looked for in the sources:
/// public types share one namespace, so that names do not tell it, and debugging symbols know no files of types without code.
/// </summary>
internal sealed partial class FolderGraph
{
    private readonly Dictionary<string, string> _folders = [];
    private readonly Dictionary<(string From, string To), SortedSet<string>> _uses = [];

    /// <summary>Reads a project's assembly and sources.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="sources">The project's folder.</param>
    /// <param name="exempt">Types whose own uses do not count.</param>
    public FolderGraph(Assembly assembly, string sources, params IReadOnlyCollection<string> exempt)
    {
        foreach (string file in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
        {
            string[] parts = Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar);
            if (parts[0] is "obj" or "bin" || parts.Length == 1)
                continue;
            foreach (Match match in Declaration().Matches(File.ReadAllText(file)))
                _folders[match.Groups[1].Value] = parts[0];
        }

        using AssemblyDefinition read = AssemblyDefinition.ReadAssembly(assembly.Location);
        foreach (TypeDefinition type in read.MainModule.Types)
        {
            if (FolderOf(type) is { } from && !exempt.Contains(Bare(type)))
                Note(type, from, Bare(type));
        }
    }

    /// <summary>Why the first folder depends on the second: which type uses which.</summary>
    public IReadOnlyDictionary<(string From, string To), SortedSet<string>> Uses => _uses;

    /// <summary>Sets of folders that all depend on each other, directly or not.</summary>
    public IReadOnlyList<string[]> Circles()
    {
        string[] folders = [.. _uses.Keys.SelectMany(u => new[] { u.From, u.To }).Distinct().Order(StringComparer.Ordinal)];
        Dictionary<string, HashSet<string>> reached = folders.ToDictionary(f => f, Reach);
        return [.. folders.Select(f => folders.Where(g => g == f || (reached[f].Contains(g) && reached[g].Contains(f))).ToArray())
            .Where(set => set.Length > 1).DistinctBy(set => string.Join('|', set))];

        HashSet<string> Reach(string start)
        {
            HashSet<string> seen = [];
            var open = new Stack<string>([start]);
            while (open.TryPop(out string? at))
            {
                foreach ((string from, string to) in _uses.Keys)
                {
                    if (from == at && seen.Add(to))
                        open.Push(to);
                }
            }

            return seen;
        }
    }

    private void Note(TypeDefinition type, string from, string owner)
    {
        IEnumerable<TypeReference> types = [.. type.BaseType is { } b ? [b] : Array.Empty<TypeReference>(), .. type.Interfaces.Select(i => i.InterfaceType),
            .. type.Fields.Select(f => f.FieldType), .. type.Methods.SelectMany(Used), .. type.CustomAttributes.Select(a => a.AttributeType),
            .. type.Properties.SelectMany(p => p.CustomAttributes).Select(a => a.AttributeType)];
        foreach (TypeReference used in types.OfType<TypeReference>().SelectMany(Parts))
        {
            if (FolderOf(used) is { } to && to != from)
            {
                if (!_uses.TryGetValue((from, to), out SortedSet<string>? list))
                    _uses[(from, to)] = list = [];
                list.Add($"{owner} -> {Bare(used)}");
            }
        }

        foreach (TypeDefinition nested in type.NestedTypes)
            Note(nested, from, owner);
    }

    private static IEnumerable<TypeReference> Used(MethodDefinition method)
    {
        yield return method.ReturnType;
        foreach (ParameterDefinition parameter in method.Parameters)
            yield return parameter.ParameterType;
        if (!method.HasBody)
            yield break;
        foreach (var variable in method.Body.Variables)
            yield return variable.VariableType;
        foreach (var instruction in method.Body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    yield return type;
                    break;
                case MethodReference called:
                    yield return called.DeclaringType;
                    yield return called.ReturnType;
                    foreach (TypeReference argument in (called as GenericInstanceMethod)?.GenericArguments.ToArray() ?? [])
                        yield return argument;
                    break;
                case FieldReference field:
                    yield return field.DeclaringType;
                    break;
            }
        }
    }

    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        FunctionPointerType => [],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        GenericParameter => [],
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static string Bare(TypeReference type) => Outermost(type).Name.Split('`')[0];

    private string? FolderOf(TypeReference type)
    {
        return Outermost(type).Scope is AssemblyNameReference ? null : _folders.GetValueOrDefault(Bare(type));
    }

    [GeneratedRegex(@"^(?:\[.*\]\s*)?(?:(?:public|internal|file|static|sealed|abstract|partial|readonly|ref|unsafe)\s+)+(?:class|struct|record struct|record|interface|enum)\s+(\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
