using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>ML.NET model files: written completely or not at all, and checked before ML.NET reads them.</summary>
internal static class ModelFile
{
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            mlContext.Model.Save(model, inputSchema, stream);
            try
            {
                EntryList.Append(stream);
            }
            catch (InvalidDataException error)
            {
                // ML.NET's writer does not tell when the end of the archive could not be written, on a full disk for example.
                throw new IOException("what was written does not read back; is there free space?", error);
            }
        });
    }

    public static ITransformer Load(MLContext mlContext, string path, out DataViewSchema? inputSchema, string? sha256)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = StorageFault.OpenRead(path);
        if (sha256 is not null)
            CheckHash(stream, path, sha256);
        ModelCheck.Run(mlContext, stream, path);
        try
        {
            return mlContext.Model.Load(stream, out inputSchema);
        }
        catch (Exception error) when (CauseOf(error) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
        catch (Exception error) when (MissingAssembly(error) is { } assembly)
        {
            throw new ModelFileException(path,
                $"'{path}' cannot be loaded: a transformer in it needs '{assembly}', which this app does not have or has in "
                + "another version. Reference the package that it is in.", error);
        }
        catch (Exception error) when (StorageFault.Is(error.GetBaseException()))
        {
            // ML.NET unpacks the entries into files.
            throw StorageFault.Of(path, "loaded", error.GetBaseException(), null);
        }
        catch (Exception error) when (ModelCheck.IsOfTheContent(error))
        {
            throw new ModelFileException(path,
                $"'{path}' cannot be loaded: {error.GetBaseException().Message} The file is truncated, was altered, or is not "
                + "an ML.NET model.", error);
        }
    }

    private static void CheckHash(FileStream stream, string path, string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigit))
            throw new OptionsException([$"sha256 must be 64 hexadecimal digits, but is '{sha256}'."]);
        string found = Convert.ToHexStringLower(SHA256.HashData(stream));
        stream.Position = 0;
        if (!found.Equals(sha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new ModelFileException(path,
                $"'{path}' is not the file that it should be: its SHA-256 is {found}; expected {sha256.ToLowerInvariant()}. It was "
                + "altered or saved anew; get the right one, or the hash that belongs to it.");
        }
    }

    private static string? MissingAssembly(Exception error) => error.GetBaseException() switch
    {
        FileNotFoundException { FileName: { Length: > 0 } name } when name.Contains(", Version=", StringComparison.Ordinal) => name.Split(',')[0],
        FileLoadException { FileName: { Length: > 0 } name } => name.Split(',')[0],
        _ => null,
    };

    private static DeepLearningException? CauseOf(Exception? error)
    {
        while (error is not null and not DeepLearningException)
            error = error.InnerException;
        return error as DeepLearningException;
    }
}
