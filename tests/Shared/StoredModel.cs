using System.Globalization;
using Xunit;

namespace MlNetDeep.Tests.Shared;

/// <summary>
/// Models that were saved once and lie with the tests, and what they said then: whoever changes the saved form finds out here.
/// </summary>
/// <remarks>
/// MLNETDEEP_APPROVE=1 makes those that are missing, and leaves the others as they are: a new form gets a new name.
/// </remarks>
internal static class StoredModel
{
    /// <summary>Loads a stored model and compares what it gives with what it gave.</summary>
    /// <param name="project">The test project, <c>Transforms.Tests</c> for example.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="save">Makes the model and saves it to a path.</param>
    /// <param name="values">Loads the model of a path and gives its values.</param>
    public static void Check(string project, string name, Action<string> save, Func<string, IEnumerable<float>> values)
    {
        string model = Checkout.File("tests", project, "Golden", "models", $"{name}.zip"), numbers = Path.ChangeExtension(model, ".txt");
        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1" && !File.Exists(model))
        {
            save(model);
            File.WriteAllLines(numbers, values(model).Select(value => value.ToString("R", CultureInfo.InvariantCulture)));
        }

        float[] expected = [.. File.ReadLines(numbers).Select(line => float.Parse(line, CultureInfo.InvariantCulture))];
        float[] found = [.. values(model)];
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= 1e-4 * Math.Max(1, Math.Abs(expected[i])), $"Value {i} of '{name}' is {found[i]}; it was {expected[i]}.");
    }
}
