using Microsoft.ML.Data;

namespace MlNetDeep.Compat.Tests.Data;

/// <summary>A row with one column of each common kind.</summary>
internal sealed class Sample
{
    public int Id { get; set; }

    public float Number { get; set; }

    public string Name { get; set; } = "";

    public bool Flag { get; set; }

    [VectorType(2, 2)]
    public float[] Pixels { get; set; } = [];

    public static Sample[] Make(int count) => [.. Enumerable.Range(0, count).Select(i => new Sample
    {
        Id = i,
        Number = i / 2f,
        Name = "n" + (i % 3),
        Flag = i % 2 == 0,
        Pixels = [i, i + 1, i + 2, i + 3],
    })];
}
