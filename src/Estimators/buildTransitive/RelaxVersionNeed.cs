using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a little-endian 64-bit ELF library and marks its needs of one symbol version as weak (VER_FLG_WEAK of the
/// gABI's Elf64_Vernaux): the loader then warns at most where the version is missing, instead of refusing the library.
/// </summary>
/// <remarks>
/// It is compiled by MSBuild in the build that uses it. Nothing but the flags changes; a file that needs no such version
/// (a later release that was built with an older compiler) is copied as it is.
/// </remarks>
public sealed class RelaxVersionNeed : Task
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const byte Weak = 2;

    /// <summary>The library as its package brings it; it is not changed.</summary>
    [Required]
    public string Source { get; set; }

    /// <summary>Where the copy goes.</summary>
    [Required]
    public string Destination { get; set; }

    /// <summary>The version, for example GLIBCXX_3.4.32.</summary>
    [Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        try
        {
            byte[] library = File.ReadAllBytes(Source);
            int marked = Relax(library, Encoding.ASCII.GetBytes(Version + "\0"));
            Directory.CreateDirectory(Path.GetDirectoryName(Destination));
            // Another build of the same project may do the same at this moment: the file appears whole or not at all.
            string temporary = Destination + "." + Guid.NewGuid().ToString("N");
            File.WriteAllBytes(temporary, library);
            if (File.Exists(Destination))
                File.Replace(temporary, Destination, null);
            else
                File.Move(temporary, Destination);
            Log.LogMessage(MessageImportance.Low, "{0}: {1} need(s) of {2} marked weak in {3}", Source, marked, Version, Destination);
            return true;
        }
        catch (Exception exception) when (exception is IOException || exception is UnauthorizedAccessException || exception is InvalidDataException)
        {
            Log.LogError(
                "MlNetDeep could not make a copy of {0} that loads on systems without {1}: {2} Set MlNetDeepRelaxLibTorchSharp to false to use the file as it is.",
                Source, Version, exception.Message);
            return false;
        }
    }

    private static int Relax(byte[] library, byte[] version)
    {
        if (library.Length < 64 || library[0] != 0x7f || library[1] != 'E' || library[2] != 'L' || library[3] != 'F' || library[4] != 2 || library[5] != 1)
            throw new InvalidDataException("It is not a little-endian 64-bit ELF file.");

        ulong sections = U64(library, 0x28);
        ulong sectionSize = U16(library, 0x3a);
        int marked = 0;
        for (ulong i = 0; i < U16(library, 0x3c); i++)
        {
            ulong section = sections + i * sectionSize;
            if (U32(library, section + 4) != VersionNeedSection)
                continue;
            ulong names = U64(library, sections + U32(library, section + 40) * sectionSize + 24);
            ulong need = U64(library, section + 24);
            for (ulong left = U32(library, section + 44); left > 0; left--)
            {
                ulong aux = need + U32(library, need + 8);
                for (int k = U16(library, need + 2); k > 0; k--)
                {
                    if (Holds(library, names + U32(library, aux + 8), version))
                    {
                        library[At(library, aux + 4, 1)] |= Weak;
                        marked++;
                    }
                    aux += U32(library, aux + 12);
                }
                need += U32(library, need + 12);
            }
        }
        return marked;
    }

    private static bool Holds(byte[] library, ulong offset, byte[] text)
    {
        int at = At(library, offset, text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (library[at + i] != text[i])
                return false;
        }
        return true;
    }

    private static ushort U16(byte[] library, ulong offset) => BitConverter.ToUInt16(library, At(library, offset, 2));

    private static uint U32(byte[] library, ulong offset) => BitConverter.ToUInt32(library, At(library, offset, 4));

    private static ulong U64(byte[] library, ulong offset) => BitConverter.ToUInt64(library, At(library, offset, 8));

    private static int At(byte[] library, ulong offset, int count)
    {
        if (offset > (ulong)library.Length || (ulong)count > (ulong)library.Length - offset)
            throw new InvalidDataException("Its tables point outside of the file.");
        return (int)offset;
    }
}
