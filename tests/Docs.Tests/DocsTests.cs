using System.Text.RegularExpressions;
using MlNetDeep.Tests.Shared;
using Xunit;

namespace Snippets;

/// <summary>Every C# example in README.md and docs/ is a marked part of a test of this project, word for word.</summary>
public sealed partial class DocsTests
{
    // What follows the namespaces where a page's examples need it; the tests have it as a field or a variable.
    private const string Context = "\n\nvar mlContext = new MLContext(seed: 1);";

    [Fact]
    public void Every_example_is_code_that_a_test_runs()
    {
        string[] snippets = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Snippets"), "*.cs")
            .SelectMany(file => Region().Matches(File.ReadAllText(file))).Select(match => Unindent(match.Groups["code"].Value))];
        (string File, string Code)[] examples = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Docs"), "*.md")
            .SelectMany(file => Example().Matches(File.ReadAllText(file)).Select(match => (Path.GetFileName(file), match.Groups["code"].Value.Trim('\n'))))];

        Assert.NotEmpty(examples);
        string[] strangers = [.. examples.Where(example => !snippets.Contains(example.Code) && !snippets.Contains(example.Code.Replace(Context, ""))).Select(example => $"{example.File}:\n{example.Code}")];
        Assert.True(strangers.Length == 0, string.Join("\n\n", strangers));
    }

    [Fact]
    public void Every_page_names_the_namespaces_that_its_examples_need()
    {
        (string Usings, string[] Examples)[] files = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Snippets"), "*.cs")
            .Select(file => Region().Matches(File.ReadAllText(file)).ToLookup(match => match.Groups["name"].Value == "usings", match => Unindent(match.Groups["code"].Value)))
            .Where(regions => regions[false].Any())
            .Select(regions => (regions[true].Single(), regions[false].ToArray()))];
        foreach (string page in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Docs"), "*.md"))
        {
            string[] examples = [.. Example().Matches(File.ReadAllText(page)).Select(match => match.Groups["code"].Value.Trim('\n'))];
            string[] needed = [.. files.Where(file => file.Examples.Intersect(examples).Any()).Select(file => file.Usings)];
            if (examples.Skip(1).FirstOrDefault(example => example.Contains("mlContext")) is { } first && !first.Contains("var mlContext"))
                needed = [.. needed.Select(usings => usings + Context)];
            Assert.True(examples.Length == 0 || needed.SequenceEqual(examples.Take(1)), $"{Path.GetFileName(page)} does not begin with what its examples need.");
        }
    }

    [Fact]
    public void Every_link_within_the_repository_leads_somewhere()
    {
        string root = Checkout.Root;
        string[] files = [Path.Combine(root, "README.md"), Path.Combine(root, "CONTRIBUTING.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md")];
        string[] broken = [.. files.SelectMany(file => Link().Matches(File.ReadAllText(file))
            .Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#'))
            .Where(target => !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target.Split('#')[0])))
            .Select(target => $"{Path.GetFileName(file)}: {target}"))];
        Assert.Empty(broken);
    }

    private static string Unindent(string code)
    {
        string[] lines = code.Trim('\n').Split('\n');
        int indent = lines.Where(line => line.Trim().Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim())).TrimEnd();
    }

    [GeneratedRegex(@"#region (?<name>\S+)\n(?<code>.*?)\n *#endregion", RegexOptions.Singleline)]
    private static partial Regex Region();

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();
}
