namespace MlNetDeep.Fuzz;

/// <summary>A reader of files, what is sound for it, and how often it is tried.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Share">Its share of the cases, of 100.</param>
/// <param name="Samples">Sound files.</param>
/// <param name="Read">Reads a file; what it throws decides.</param>
/// <param name="Alter">Alters a sample in ways of its own; null for changes of bytes alone.</param>
internal sealed record FuzzTarget(
    string Name, int Share, Func<IReadOnlyList<byte[]>> Samples, Action<byte[]> Read, Func<byte[], Random, byte[]>? Alter = null)
{
    private readonly Lazy<IReadOnlyList<byte[]>> _samples = new(Samples);

    /// <summary>The file of a case: the same for the same seed.</summary>
    public byte[] Make(int seed)
    {
        var random = new Random(seed);
        var samples = _samples.Value;
        byte[] sample = samples[random.Next(samples.Count)];
        if (Alter is not null && random.Next(2) == 0)
            return Alter(sample, random);
        return ByteChanges.Apply(sample, samples[random.Next(samples.Count)], random);
    }

    /// <summary>Reads the samples as they are: where more than half of them are refused, changed ones prove little.</summary>
    public void CheckSamples()
    {
        int read = 0;
        foreach (byte[] sample in _samples.Value)
        {
            try
            {
                Read(sample);
                read++;
            }
            catch (DeepLearningException)
            {
                // Some samples are there to be refused.
            }
        }

        if (2 * read < _samples.Value.Count)
            throw new InvalidOperationException($"Only {read} of {_samples.Value.Count} samples of '{Name}' are read.");
    }
}
