using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlNetDeep.Estimators.Training;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>What must be the same for a run to go on from a checkpoint.</summary>
/// <param name="Network">SHA-256 of the network that the run started with.</param>
/// <param name="Options">The options that change the course of a run, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="DataRows">Rows of the training data.</param>
internal sealed record RunFingerprint(string Network, string Options, int Seed, long DataRows)
{
    /// <summary>The fingerprint of a run.</summary>
    /// <param name="network">Hash of what the run starts with, see <see cref="HashOf"/>.</param>
    /// <param name="options">What all trainers share.</param>
    /// <param name="more">The trainer's own options in words.</param>
    /// <param name="run">The run, with its rows open.</param>
    public static RunFingerprint Of(string network, TrainingRunOptions options, string more, TrainingRun run)
    {
        string epochs = options.Schedule.NeedsStepsPerEpoch ? options.Epochs.ToString(CultureInfo.InvariantCulture) : "any";
        string text = FormattableString.Invariant(
            $"batch {options.BatchSize}, rate {options.LearningRate}, {options.Schedule}, epochs {epochs}, shuffle {options.Shuffle}, memory {run.Train.IsInMemory}, window {run.Train.Window}, precision {options.Precision}, {more}");
        return new RunFingerprint(network, text, run.Seed, run.Train.RowCount);
    }

    /// <summary>SHA-256 of networks.</summary>
    public static string HashOf(params ReadOnlySpan<Network> networks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Network network in networks)
        {
            hash.AppendData(network.ToBytes());
        }

        return Convert.ToHexString(hash.GetHashAndReset());
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
    }

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
