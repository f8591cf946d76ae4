using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Xunit;

namespace MlNetDeep.Examples.Tests;

/// <summary>Takes a report apart.</summary>
internal static class ReportPage
{
    public static XElement Parse(string html)
    {
        XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Ignore };
        using XmlReader reader = XmlReader.Create(new StringReader(html), settings);
        return XDocument.Load(reader).Root!;
    }

    public static string Fact(XElement root, string name) =>
        root.Descendants("dt").Single(dt => dt.Value == name).Parent!.Element("dd")!.Value;

    /// <summary>Decodes every picture; all must be inside the file and have a text alternative.</summary>
    public static IReadOnlyList<PngPicture> Pictures(XElement root) =>
        [.. root.Descendants("img").Select(image =>
        {
            Match match = Regex.Match(image.Attribute("src")!.Value, "^data:image/png;base64,([A-Za-z0-9+/=]+)$");
            Assert.True(match.Success);
            Assert.NotEmpty(image.Attribute("alt")!.Value);
            return PngPicture.Read(Convert.FromBase64String(match.Groups[1].Value));
        })];

    /// <summary>The texts of a table's body, a row a line, cells separated by a bar.</summary>
    public static IReadOnlyList<string> Rows(XElement table) =>
        [.. table.Element("tbody")!.Elements("tr").Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)))];

    /// <summary>Nothing may be fetched from anywhere.</summary>
    public static void AssertSelfContained(string html)
    {
        Assert.DoesNotContain("http:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("https:", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("@import", html, StringComparison.OrdinalIgnoreCase);
        XElement root = Parse(html);
        Assert.DoesNotContain(root.Descendants(), e => e.Name.LocalName is "script" or "link" or "iframe" or "object" or "embed");
        Assert.All(root.Descendants("a"), a => Assert.Single(root.Descendants("section"), s => "#" + s.Attribute("id")?.Value == a.Attribute("href")!.Value));
    }
}
