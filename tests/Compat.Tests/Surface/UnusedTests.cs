using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML;
using TorchSharp;
using MlNetDeep.Tests.Shared;
using Xunit;

namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>A stand-in is there for what this repository uses, and for nothing else.</summary>
public partial class UnusedTests
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static TheoryData<string> StandIns => new("Microsoft.ML", "TorchSharp");

    [SkippableTheory]
    [MemberData(nameof(StandIns))]
    public void Every_public_name_is_used_somewhere(string name)
    {
        Assembly assembly = name == "TorchSharp" ? typeof(torch).Assembly : typeof(MLContext).Assembly;
        Skip.IfNot(
            assembly.GetName().Name == name && !string.IsNullOrEmpty(assembly.Location)
            && assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "MlNetDeep", $"{name} is the real package.");

        Dictionary<string, int> words = Words();
        string[] unused = [.. Members(assembly).GroupBy(member => member.Name)
            .Where(group => words.GetValueOrDefault(group.Key) <= group.Count())
            .Select(group => $"{group.First().DeclaringType}.{group.Key}").Order(StringComparer.Ordinal)];
        Assert.True(unused.Length == 0, string.Join('\n', unused));
    }

    /// <summary>What nobody asked for by an interface, a base class or an operator.</summary>
    private static IEnumerable<MemberInfo> Members(Assembly assembly)
    {
        foreach (Type type in assembly.GetTypes().Where(type => type is { IsVisible: true, IsEnum: false } && !type.IsSubclassOf(typeof(Delegate))))
        {
            HashSet<string> promised = [.. type.GetInterfaces().SelectMany(i => i.GetMembers()).Select(member => member.Name)];
            foreach (MemberInfo member in type.GetMembers(Declared).Where(member => !promised.Contains(member.Name)))
            {
                bool counts = member switch
                {
                    MethodInfo method => !method.IsSpecialName && method.GetBaseDefinition() == method,
                    PropertyInfo property => property.GetIndexParameters().Length == 0 && property.GetAccessors().All(a => a.GetBaseDefinition() == a),
                    _ => false,
                };
                if (counts)
                    yield return member;
            }
        }
    }

    /// <summary>How often each word stands in the code of the repository.</summary>
    private static Dictionary<string, int> Words()
    {
        var words = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] folders = ["src", "compat", "tests", "examples", "benchmarks"];
        foreach (string file in folders.SelectMany(folder => Directory.EnumerateFiles(Checkout.File(folder), "*.cs", SearchOption.AllDirectories)))
        {
            if (file.Contains("/obj/", StringComparison.Ordinal) || file.Contains("/bin/", StringComparison.Ordinal))
                continue;
            foreach (Match match in Word().Matches(File.ReadAllText(file)))
                words[match.Value] = words.GetValueOrDefault(match.Value) + 1;
        }
        return words;
    }

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
