using Microsoft.ML;
using MlNetDeep.Estimators.Augmenting;

namespace MlNetDeep;

/// <summary>Looking at augmentations.</summary>
public static class AugmentationCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Writes a picture that shows what a trainer's augmentation does: the first rows of the data, one below the other,
        /// each as it is and then as the first epochs would see it.
        /// </summary>
        /// <param name="data">The training rows; only the feature column is read.</param>
        /// <param name="options">The trainer's options: the augmentation, the network, the feature column and the seed (0 when there is none).</param>
        /// <param name="path">The PNG file to write; it is replaced when it is there.</param>
        /// <param name="images">Rows to show, 1 to 64; fewer when the data has fewer. They are augmented as one batch.</param>
        /// <param name="variants">Changed versions of each, 1 to 64.</param>
        /// <exception cref="OptionsException">The augmentation has steps that are not usable.</exception>
        /// <exception cref="ColumnException">The feature column is missing or does not fit the network.</exception>
        /// <exception cref="TrainingException">The data has no rows, or the network's input is not an image of 1 or 3 channels.</exception>
        public void SaveContactSheet(IDataView data, NetworkTrainerOptions options, string path, int images = 8, int variants = 8)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentNullException.ThrowIfNull(data);
            ArgumentNullException.ThrowIfNull(options);
            ArgumentException.ThrowIfNullOrEmpty(path);
            CheckCount(images, nameof(images));
            CheckCount(variants, nameof(variants));
            byte[] png = ContactSheet.Draw(data, options, images, variants);
            AtomicFile.Write(path, stream => stream.Write(png));
        }
    }

    private static void CheckCount(int count, string name)
    {
        if (count is < 1 or > ContactSheet.MaxSide)
        {
            throw new ArgumentOutOfRangeException(name, count, $"A contact sheet has 1 to {ContactSheet.MaxSide} {name}.");
        }
    }
}
