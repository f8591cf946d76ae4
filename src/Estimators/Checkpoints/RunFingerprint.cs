using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using MlNetDeep.Estimators.Training;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>What must be the same for a run to go on from a checkpoint.</summary>
/// <param name="Network">SHA-256 of the networks that the run started with.</param>
/// <param name="Options">The options that change the course of a run, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="DataRows">Rows of the training data.</param>
/// <param name="FirstRows">Hash of the first of them.</param>
internal sealed record RunFingerprint(string Network, string Options, int Seed, long DataRows, string FirstRows)
{
    private const int RowsLookedAt = 64;

    /// <summary>The fingerprint of a run.</summary>
    /// <param name="networks">The networks that the run starts with.</param>
    /// <param name="more">What else changes its course, in words.</param>
    /// <param name="run">The run, with its rows open.</param>
    public static RunFingerprint Of(IReadOnlyList<Network> networks, string more, TrainingRun run)
    {
        string length = run.Options.Schedule.NeedsStepsPerEpoch
            ? $"epochs {run.Options.Epochs}, steps {run.Options.Steps}"
            : "any length";
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{length}, memory {run.Train.IsInMemory}, window {run.Train.Window}, {TextOf(run.Options)}, {more}");
        return new RunFingerprint(HashOf(networks), text, run.Seed, run.Train.RowCount, run.Train.HashOfFirst(RowsLookedAt, run.Options.CancellationToken));
    }

    /// <summary>Refuses a checkpoint of another run.</summary>
    public void Check(string path, CheckpointHeader header)
    {
        if (header.Network != Network)
        {
            throw new CheckpointException(
                path, "it belongs to another network, or to other initial weights. Use another CheckpointFolder, or delete the file to start over.");
        }

        if (header.Options != Options)
        {
            throw new CheckpointException(
                path, $"it was written with other options: '{Shorten(header.Options)}' instead of '{Options}'. Use the same options, or another CheckpointFolder.");
        }

        if (header.Seed != Seed)
        {
            throw new CheckpointException(path, $"it was written with seed {header.Seed}, but this run has {Seed}.");
        }

        if (header.DataRows != DataRows)
        {
            throw new CheckpointException(path, $"it was written for {header.DataRows} training rows, but the data has {DataRows} now.");
        }

        if (header.FirstRows != FirstRows)
        {
            throw new CheckpointException(path, "it was written for other training rows: their first ones have other values, labels or weights, or stand in "
                + "another order. Give the same rows in the same order, or use another CheckpointFolder.");
        }
    }

    private static string HashOf(IEnumerable<Network> networks)
    {
        using var hash = new HashingStream();
        foreach (Network network in networks)
        {
            network.Save(hash);
        }

        return hash.Sha256;
    }

    /// <summary>All options in words, but those marked with <see cref="AnyCourseAttribute"/>, names, data and callbacks.</summary>
    private static string TextOf(TrainerOptions options)
    {
        // Records write their numbers as the culture of the thread has it.
        CultureInfo culture = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        try
        {
            return string.Join(", ", options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => !property.IsDefined(typeof(AnyCourseAttribute)))
                .OrderBy(property => property.Name, StringComparer.Ordinal)
                .Select(property => (property.Name, Text: TextOf(property.GetValue(options))))
                .Where(option => option.Text is not null)
                .Select(option => $"{option.Name} {option.Text}"));
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static string? TextOf(object? value) => value switch
    {
        null or string or CancellationToken => null,
        IEnumerable list => $"[{string.Join("; ", list.Cast<object?>().Select(TextOf))}]",
        ValueType or ICheckedOptions => value.ToString(),
        _ => null,
    };

    private static string Shorten(string text)
    {
        var plain = new StringBuilder();
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, 2000)))
        {
            plain.Append(char.IsControl(c) ? '?' : c);
        }

        return plain.ToString();
    }
}
