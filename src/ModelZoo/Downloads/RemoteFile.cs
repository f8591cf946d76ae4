namespace MlNetDeep;

/// <summary>A published file: where it is, what it is called and how to know it.</summary>
public sealed record RemoteFile
{
    private const int Digits = 64;

    /// <summary>Describes a file.</summary>
    /// <param name="source">Where to download it: an https address, or http where <see cref="ModelStoreOptions.AllowHttp"/> says so.</param>
    /// <param name="fileName">Its name in the folder, without a path.</param>
    /// <param name="sha256">The SHA-256 of its content: all 64 hexadecimal digits, since fewer can be forged.</param>
    /// <param name="size">Its size in bytes; null when that was not published.</param>
    /// <param name="isPacked">
    /// Whether the address gives it packed with gzip: it is unpacked on arrival, and hash and size are those of the unpacked
    /// content.
    /// </param>
    /// <exception cref="OptionsException">One of these cannot be.</exception>
    public RemoteFile(Uri source, string fileName, string sha256, long? size = null, bool isPacked = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentException.ThrowIfNullOrEmpty(fileName);
        ArgumentException.ThrowIfNullOrEmpty(sha256);
        var problems = new List<string>();
        if (!source.IsAbsoluteUri || source.Scheme is not ("http" or "https"))
        {
            problems.Add($"source must be an http or https address, but is '{source}'.");
        }

        if (fileName is "." or ".." || fileName.AsSpan().IndexOfAny("/\\:\0") >= 0)
        {
            problems.Add($"fileName must be a name without a path, but is '{fileName}'.");
        }

        if (sha256.Length != Digits || !sha256.All(char.IsAsciiHexDigit))
        {
            problems.Add($"sha256 must be {Digits} hexadecimal digits, but is '{sha256}'.");
        }

        if (size < 0)
        {
            problems.Add($"size must not be negative, but is {size}.");
        }

        if (problems.Count > 0)
        {
            throw new OptionsException(problems);
        }

        (Source, FileName, Sha256, Size, IsPacked) = (source, fileName, sha256.ToLowerInvariant(), size, isPacked);
    }

    /// <summary>Where to download it.</summary>
    public Uri Source { get; }

    /// <summary>Its name in the folder.</summary>
    public string FileName { get; }

    /// <summary>The SHA-256 of its content, lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>Its size in bytes; null when that was not published.</summary>
    public long? Size { get; }

    /// <summary>Whether the address gives it packed with gzip.</summary>
    public bool IsPacked { get; }
}
