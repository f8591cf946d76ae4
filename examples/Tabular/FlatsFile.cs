using System.Globalization;

namespace MlNetDeep.Examples.Tabular;

/// <summary>Makes flats up. What they cost is no sum of what they have, so that a linear model cannot know all of it.</summary>
internal static class FlatsFile
{
    private static readonly (string Name, double Price)[] _districts =
        [("Harbour", 16), ("Old Town", 19), ("Station", 12), ("Garden City", 14), ("Hillside", 17)];

    private static readonly (string Name, double Factor)[] _heatings = [("gas", 1), ("district", 1.03), ("coal", 0.9)];

    /// <summary>Writes a file of comma-separated values with a header.</summary>
    /// <param name="path">The file.</param>
    /// <param name="count">How many flats.</param>
    /// <param name="seed">Determines them.</param>
    public static void Write(string path, int count, int seed)
    {
        var random = new Random(seed);
        using var writer = new StreamWriter(path);
        writer.WriteLine("Area,Rooms,Floor,Built,Balcony,District,Heating,Rent,LetInAWeek,Demand");
        for (int i = 0; i < count; i++)
            writer.WriteLine(Line(random));
    }

    private static string Line(Random random)
    {
        double area = 25 + (115 * Math.Pow(random.NextDouble(), 1.4));
        int rooms = Math.Clamp((int)Math.Round((area / 28) + random.NextDouble() - 0.5), 1, 6), floor = random.Next(7), built = 1890 + random.Next(135);
        bool balcony = random.NextDouble() < 0.3 + (built > 1960 ? 0.3 : 0);
        (string district, double price) = _districts[random.Next(_districts.Length)];
        (string heating, double heated) = _heatings[random.Next(_heatings.Length)];

        // Nobody likes the houses of about 1970; a high floor has a view on the hillside and many stairs elsewhere.
        double age = 0.85 + (0.3 * Math.Pow((built - 1970) / 60.0, 2)), height = district == "Hillside" ? 1 + (0.03 * floor) : 1 - (0.012 * floor);
        double rent = area * price * Math.Pow(60 / area, 0.2) * age * height * heated * (balcony ? 1.06 : 1) * Math.Exp(0.05 * Normal(random));
        double wish = (2.2 * Math.Exp(-Math.Pow((area - 60) / 22, 2))) + (height - 1) * 6 + (balcony ? 0.7 : 0) + (district == "Station" && area < 50 ? 1.2 : 0) - 1.3;
        bool fast = random.NextDouble() < 1 / (1 + Math.Exp(-3 * wish));
        double asked = wish + (0.25 * Normal(random));
        string demand = asked < -0.7 ? "few" : asked < 0.5 ? "some" : "many";
        return string.Create(CultureInfo.InvariantCulture, $"{area:F0},{rooms},{floor},{built},{balcony},{district},{heating},{rent:F0},{fast},{demand}");
    }

    // Box and Muller, "A note on the generation of random normal deviates", 1958.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
