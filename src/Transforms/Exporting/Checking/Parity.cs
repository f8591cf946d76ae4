namespace MlNetDeep;

/// <summary>Gathers how a file's results differ from the model's.</summary>
internal sealed class Parity
{
    private int _agreeing;

    /// <summary>The rows that were compared.</summary>
    public int Rows { get; private set; }

    /// <summary>The largest difference of a number, absolute up to 1 and relative above.</summary>
    public double LargestDifference { get; private set; }

    /// <summary>The share of rows on which everything that is no number with a fraction is the same.</summary>
    public double LabelAgreement => Rows == 0 ? 1 : (double)_agreeing / Rows;

    /// <summary>Compares a row.</summary>
    /// <param name="expected">What the model gives.</param>
    /// <param name="actual">What the file gives, for one or more copies of the row.</param>
    public void Add(IReadOnlyList<Array> expected, IReadOnlyList<Array> actual)
    {
        Rows++;
        bool agrees = true;
        for (int i = 0; i < expected.Count; i++)
        {
            Array wanted = expected[i], given = actual[i];
            if (wanted.Length == 0 || given.Length % wanted.Length != 0)
                LargestDifference = double.PositiveInfinity;
            else
                agrees &= Compare(wanted, given);
        }

        if (agrees)
            _agreeing++;
    }

    // Bytes of a vector are pixels, whose levels are numbers as well.
    private bool Compare(Array wanted, Array given)
    {
        switch (wanted, given)
        {
            case (float[] one, float[] other):
                for (int i = 0; i < other.Length; i++)
                    LargestDifference = Math.Max(LargestDifference, Difference(one[i % one.Length], other[i]));
                return true;
            case (double[] one, double[] other):
                for (int i = 0; i < other.Length; i++)
                    LargestDifference = Math.Max(LargestDifference, Difference(one[i % one.Length], other[i]));
                return true;
            case (byte[] { Length: > 1 } one, byte[] other):
                for (int i = 0; i < other.Length; i++)
                    LargestDifference = Math.Max(LargestDifference, Math.Abs(one[i % one.Length] - other[i]) / 255.0);
                return true;
            default:
                return Enumerable.Range(0, given.Length).All(i => Equals(wanted.GetValue(i % wanted.Length), given.GetValue(i)));
        }
    }

    /// <summary>Says when the two differ by more than is tolerated.</summary>
    /// <param name="name">What was compared with the model.</param>
    /// <param name="options">What is tolerated.</param>
    /// <param name="preparesPictures">Whether pictures are prepared, which adds a little.</param>
    /// <param name="remedy">What to do.</param>
    /// <exception cref="DeepLearningException">They differ too much.</exception>
    public void Require(string name, OnnxExportOptions options, bool preparesPictures, string remedy)
    {
        double tolerance = options.LargestTolerated(preparesPictures);
        if (!(LargestDifference <= tolerance) || LabelAgreement < options.LeastAgreement)
        {
            throw new DeepLearningException($"{name} was not written: on {Rows} rows its largest difference from the model is {LargestDifference:G3} (at most {tolerance:G3} is tolerated) and its labels agree on {LabelAgreement:P1} (at least {options.LeastAgreement:P1} is asked for). {remedy}");
        }
    }

    private static double Difference(double one, double other) =>
        one.Equals(other) ? 0
        : double.IsNaN(one) || double.IsNaN(other) ? double.PositiveInfinity
        : Math.Abs(one - other) / Math.Max(1, Math.Abs(one));
}
