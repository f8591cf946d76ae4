using System.IO.Compression;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.ML;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Transforms;

/// <summary>ML.NET model files, written completely or not at all.</summary>
internal static class ModelFile
{
    public static void Save(MLContext mlContext, ITransformer model, DataViewSchema? inputSchema, string path)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, stream =>
        {
            mlContext.Model.Save(model, inputSchema, stream);
            Verify(stream);
        });
    }

    public static ITransformer Load(MLContext mlContext, string path, out DataViewSchema? inputSchema)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using FileStream stream = File.OpenRead(path);
        try
        {
            return mlContext.Model.Load(stream, out inputSchema);
        }
        catch (Exception error) when (CauseOf(error) is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
            throw;
        }
        catch (Exception error) when (error is FormatException or InvalidDataException or InvalidOperationException
            or IOException or BadImageFormatException or TargetInvocationException or ArgumentException
            or OverflowException or NotSupportedException)
        {
            throw new ModelFileException(path,
                $"'{path}' cannot be loaded: {error.GetBaseException().Message} The file is truncated, was altered, or is not "
                + "an ML.NET model.", error);
        }
    }

    // ML.NET's writer does not tell when the end of the archive could not be written, on a full disk for example.
    private static void Verify(Stream stream)
    {
        stream.Flush();
        stream.Position = 0;
        try
        {
            using var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count == 0)
                throw new InvalidDataException("The archive has no entries.");
        }
        catch (InvalidDataException error)
        {
            throw new IOException(error.Message, error);
        }
    }

    private static DeepLearningException? CauseOf(Exception? error)
    {
        while (error is not null and not DeepLearningException)
            error = error.InnerException;
        return error as DeepLearningException;
    }
}
