namespace MlNetDeep;

/// <summary>Makes a generator's input of the current row.</summary>
/// <param name="layout">What the input is made up of.</param>
/// <param name="truncation">The largest magnitude of a number that follows from a seed.</param>
/// <param name="vector">Reads the latent vector, or null for seeds.</param>
/// <param name="seed">Reads the seed, or null for latent vectors.</param>
/// <param name="readClass">Reads the class, or null when it is fixed or follows from the seed.</param>
/// <param name="fixedClass">The class of every row, or null.</param>
internal sealed class LatentReader(
    GeneratorLayout layout, double truncation, LatentVector? vector, Func<long>? seed, Func<int>? readClass, int? fixedClass)
    : INetworkInputReader
{
    public void ReadFloats(Span<float> destination)
    {
        Span<float> latents = destination[..layout.Latents];
        long number = seed?.Invoke() ?? 0;
        if (vector is not null)
            vector.Read(latents);
        else
            LatentNoise.Fill(number, latents, truncation);
        if (layout.Classes == 0)
            return;
        Span<float> code = destination[layout.Latents..];
        code.Clear();
        code[fixedClass ?? readClass?.Invoke() ?? LatentNoise.Class(number, layout.Classes)] = 1;
    }
}
