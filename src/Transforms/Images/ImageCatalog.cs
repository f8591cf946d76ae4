using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Adds folders of images and their preparation to <c>mlContext.DeepLearning</c>.</summary>
public static class ImageCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Prepares images for a network as the images were that it was trained on: its input and its preprocessing say the
        /// size, the fit, the layout, the channels and the scaling. A network with weights of its own that says nothing gets
        /// pixel / 255 and a warning.
        /// </summary>
        /// <param name="network">The network that the images are for.</param>
        /// <param name="outputColumnName">The new column, [C, H, W] floats. The default value is "Features".</param>
        /// <param name="inputColumnName">Paths (text), files (<c>Vector&lt;byte&gt;</c>) or images. The default value is "ImagePath".</param>
        /// <returns>The estimator.</returns>
        /// <exception cref="OptionsException">The network's preprocessing cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">The network's input is not an image.</exception>
        public ImagePreparingEstimator PrepareImages(
            Network network, string outputColumnName = "Features", string inputColumnName = "ImagePath") =>
            catalog.PrepareImages(network, new PrepareImagesOptions { OutputColumnName = outputColumnName, InputColumnName = inputColumnName });

        /// <summary>Prepares images for a network; what the options leave open comes from the network.</summary>
        /// <param name="network">The network that the images are for.</param>
        /// <param name="options">Columns, fit, layout and more.</param>
        /// <returns>The estimator.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">The network's input is not an image.</exception>
        public ImagePreparingEstimator PrepareImages(Network network, PrepareImagesOptions options)
        {
            ArgumentNullException.ThrowIfNull(network);
            ArgumentNullException.ThrowIfNull(options);
            ImagePreprocessing known = options.Preprocessing ?? network.Preprocessing ?? new ImagePreprocessing();
            int[] dimensions = known is not { Width: > 0, Height: > 0 } ? []
                : network.ImageLayout == PixelLayout.Planar ? [PixelPacker.Channels(known), known.Height, known.Width]
                : [known.Height, known.Width, PixelPacker.Channels(known)];
            InputShape shape = InputShape.Of(network, dimensions);
            if (!shape.IsImage)
                throw new DeepLearningException($"The input of network '{network.Name}' is {shape}; expected an image [C, H, W] or [H, W, C].");
            if (options.Preprocessing is null)
                GuessedPreprocessing.Warn(catalog.Context, network, "Its images are prepared as pixel / 255, red first");
            bool fits = Fits(known.Width, shape.Width) && Fits(known.Height, shape.Height) && Fits(known.Channels, shape.Channels);
            if (!fits)
            {
                throw new DeepLearningException(
                    $"The preprocessing is for {known.Channels} x {known.Height} x {known.Width}, but the input of network "
                    + $"'{network.Name}' is {shape}. Leave the size out or make it the same.");
            }

            ColorOrder order = shape.Channels == 1 ? ColorOrder.Gray : known.ColorOrder;
            return catalog.PrepareImages(options with
            {
                Preprocessing = known with
                {
                    Width = shape.Width,
                    Height = shape.Height,
                    Channels = shape.Channels,
                    ColorOrder = order,
                    Layout = known.Layout ?? shape.Layout,
                },
            });

            static bool Fits(int given, int needed) => given == 0 || given == needed;
        }

        /// <summary>Prepares images as the options say.</summary>
        /// <param name="options">Columns, size, scaling and more; <see cref="PrepareImagesOptions.Preprocessing"/> is required.</param>
        /// <returns>The estimator.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        public ImagePreparingEstimator PrepareImages(PrepareImagesOptions options)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            return new ImagePreparingEstimator(catalog.Context, options);
        }

        /// <summary>Lists the images under a folder with their labels: by subfolder, by file name or from a list.</summary>
        /// <remarks>
        /// <list type="table">
        /// <listheader><term>Column</term><description>Type</description></listheader>
        /// <item><term>ImagePath</term><description>text: the full path</description></item>
        /// <item><term>Label</term><description>text: the class, ready for <c>MapValueToKey</c></description></item>
        /// </list>
        /// </remarks>
        /// <param name="path">The folder.</param>
        /// <param name="options">Where labels come from, what is skipped, order. The default value is null: the defaults.</param>
        /// <returns>A data view, which can also split itself.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="ImageFolderException">The folder cannot be used; all problems are listed.</exception>
        public ImageFolder LoadImageFolder(string path, ImageFolderOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentException.ThrowIfNullOrEmpty(path);
            return ImageFolder.Load(catalog.Context, path, options ?? new ImageFolderOptions());
        }
    }
}
