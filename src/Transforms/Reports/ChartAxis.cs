namespace MlNetDeep;

/// <summary>A value axis whose ends and ticks are round numbers (steps of 1, 2 or 5 times a power of ten).</summary>
internal sealed record ChartAxis(double Low, double High, double Step)
{
    private const int WantedTicks = 4;

    public static ChartAxis Around(double low, double high)
    {
        double range = high - low;
        if (!(range > 0))
            range = Math.Abs(high) > 0 ? Math.Abs(high) * 0.1 : 1;
        double raw = range / WantedTicks;
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * ((raw / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        double first = Math.Floor(low / step + 1e-9) * step;
        double last = Math.Ceiling(high / step - 1e-9) * step;
        return new ChartAxis(first, last > first ? last : first + step, step);
    }

    public IEnumerable<double> Ticks()
    {
        int count = (int)Math.Round((High - Low) / Step);
        for (int i = 0; i <= count; i++)
            yield return Low + i * Step;
    }
}
