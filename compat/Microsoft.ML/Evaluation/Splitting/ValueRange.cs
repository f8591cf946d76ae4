namespace Microsoft.ML.Evaluation;

/// <summary>What a <see cref="RangeView"/> keeps: numbers from <paramref name="Min"/>, or the numbers outside of that range.</summary>
internal readonly record struct ValueRange(double Min, double Max, bool IncludeMax, bool Complement)
{
    // NaN is neither in nor out.
    public bool Accepts(double value) => Complement
        ? value < Min || (IncludeMax ? value > Max : value >= Max)
        : value >= Min && (IncludeMax ? value <= Max : value < Max);
}
