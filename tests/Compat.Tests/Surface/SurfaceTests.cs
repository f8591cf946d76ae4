using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using TorchSharp;
using Xunit;

namespace MlNetDeep.Compat.Tests.Surface;

/// <summary>Whatever a stand-in shows in public, the real package shows too, letter for letter.</summary>
public class SurfaceTests
{
    public static TheoryData<string> Anchors => new("Microsoft.ML", "Microsoft.ML.ImageAnalytics", "TorchSharp");

    [SkippableTheory]
    [MemberData(nameof(Anchors))]
    public void Every_public_member_of_a_stand_in_is_in_the_listing_of_the_real_package(string package)
    {
        Assembly assembly = Find(package);
        HashSet<string> real = Listing(package);

        string[] extra = SurfaceListing.Of(assembly).Where(line => !IsIn(real, line)).Order(StringComparer.Ordinal).ToArray();

        Assert.True(
            extra.Length == 0,
            $"{extra.Length} public lines of compat/{package} are not in compat/api/{package}*.txt. Make them internal or give "
            + $"them the real signature:{Environment.NewLine}{string.Join(Environment.NewLine, extra)}");
    }

    [SkippableTheory]
    [MemberData(nameof(Anchors))]
    public void The_check_sees_the_stand_in(string package)
    {
        int count = SurfaceListing.Of(Find(package)).Count();

        Assert.True(count > (package == "Microsoft.ML.ImageAnalytics" ? 20 : 100), $"only {count} lines were found in {package}");
    }

    [Fact]
    public void The_lines_have_the_format_of_the_listings()
    {
        const string Name = "MlNetDeep.Compat.Tests.Surface.SurfaceSample<T>";

        string[] lines = SurfaceListing.Of(typeof(SurfaceTests).Assembly).Where(l => l.StartsWith(Name + " ::", StringComparison.Ordinal)).ToArray();

        string[] expected =
        [
            $"{Name} :: abstract class {Name}",
            $"{Name} :: protected .ctor(int size = 3)",
            $"{Name} :: protected abstract {Name} Next(in T item, out long? count)",
            $"{Name} :: public System.Collections.Generic.List<T[]> Rows {{ get; }}",
            $"{Name} :: public const string Label",
            $"{Name} :: public override string ToString()",
            $"{Name} :: public static bool op_LogicalNot({Name} value)",
            $"{Name} :: public virtual void Add<TKey>(string name = \"a\", params TKey[] keys) where TKey : class, new()",
        ];
        Assert.Equal(expected, lines.Order(StringComparer.Ordinal));
    }

    /// <summary>A property with fewer accessors than the real one is a subset of it.</summary>
    private static bool IsIn(HashSet<string> real, string line) =>
        real.Contains(line)
        || (line.EndsWith("{ get; }", StringComparison.Ordinal) && real.Contains(line.Replace("{ get; }", "{ get; set; }", StringComparison.Ordinal)))
        || (line.EndsWith("{ set; }", StringComparison.Ordinal) && real.Contains(line.Replace("{ set; }", "{ get; set; }", StringComparison.Ordinal)));

    private static Assembly Find(string package)
    {
        Assembly assembly = package switch
        {
            "TorchSharp" => typeof(torch).Assembly,
            "Microsoft.ML.ImageAnalytics" => typeof(MLImage).Assembly,
            _ => typeof(MLContext).Assembly,
        };
        Skip.IfNot(
            assembly.GetCustomAttribute<AssemblyProductAttribute>()?.Product == "MlNetDeep",
            $"{package} is the real package here, not the stand-in.");
        return assembly;
    }

    private static HashSet<string> Listing(string package) =>
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Api"), $"{package}*.txt")
            .SelectMany(File.ReadLines)
            .Where(line => line.Length > 0 && !line.StartsWith('#'))
            .ToHashSet(StringComparer.Ordinal);
}
