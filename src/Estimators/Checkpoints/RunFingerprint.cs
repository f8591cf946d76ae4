using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MlNetDeep.ModelZoo;

namespace MlNetDeep.Estimators.Checkpoints;

/// <summary>What must be the same for a run to go on from a checkpoint.</summary>
/// <param name="Network">SHA-256 of the network that the run started with.</param>
/// <param name="Options">The options that change the course of a run, in words.</param>
/// <param name="Seed">The seed.</param>
/// <param name="DataRows">Rows of the training data.</param>
internal sealed record RunFingerprint(string Network, string Options, int Seed, long DataRows)
{
    public static RunFingerprint Of(Network network, TrainerOptions options, string taskOptions, int seed, long dataRows, bool inMemory)
    {
        string groups = string.Join(";", options.ParameterGroups.Select(g =>
            FormattableString.Invariant($"{g.LearningRateFactor},{g.WeightDecay},{g.Frozen},{string.Join("+", network.Parameters.Where(g.Matches).Select(p => p.Name))}")));
        string epochs = options.Schedule.NeedsStepsPerEpoch ? options.Epochs.ToString(CultureInfo.InvariantCulture) : "any";
        string text = FormattableString.Invariant(
            $"batch {options.BatchSize}, rate {options.LearningRate}, {options.Optimizer}, {options.Schedule}, epochs {epochs}, clip {options.ClipGradientNorm}/{options.ClipGradientValue}, groups [{groups}], validation {options.ValidationFraction}, shuffle {options.Shuffle}, memory {inMemory}, precision {options.Precision}, {taskOptions}, augmentation [{string.Join("; ", options.Augmentation)}]");
        return new RunFingerprint(Convert.ToHexString(SHA256.HashData(network.ToBytes())), text, seed, dataRows);
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
