using Microsoft.ML.Data;

namespace MlNetDeep.Examples.Tabular;

/// <summary>A row of flats.csv.</summary>
public sealed class Flat
{
    /// <summary>Square metres.</summary>
    [LoadColumn(0)]
    public float Area { get; set; }

    /// <summary>Rooms.</summary>
    [LoadColumn(1)]
    public float Rooms { get; set; }

    /// <summary>The floor, 0 on the ground.</summary>
    [LoadColumn(2)]
    public float Floor { get; set; }

    /// <summary>The year in which the house was built.</summary>
    [LoadColumn(3)]
    public float Built { get; set; }

    /// <summary>Whether there is a balcony.</summary>
    [LoadColumn(4)]
    public bool Balcony { get; set; }

    /// <summary>One of five districts.</summary>
    [LoadColumn(5)]
    public string District { get; set; } = "";

    /// <summary>One of three kinds of heating.</summary>
    [LoadColumn(6)]
    public string Heating { get; set; } = "";

    /// <summary>The rent of a month.</summary>
    [LoadColumn(7)]
    public float Rent { get; set; }

    /// <summary>Whether the flat was let within a week.</summary>
    [LoadColumn(8)]
    public bool LetInAWeek { get; set; }

    /// <summary>How many people asked for it: few, some or many.</summary>
    [LoadColumn(9)]
    public string Demand { get; set; } = "";
}
