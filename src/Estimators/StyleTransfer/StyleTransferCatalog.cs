namespace MlNetDeep;

/// <summary>Neural style transfer for <c>mlContext.DeepLearning</c>.</summary>
public static class StyleTransferCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Paints the pictures of a column in the style of a painting.</summary>
        /// <param name="network">
        /// A trained <see cref="Network"/>, the path of an ONNX file, or the name of an architecture whose published weights
        /// are taken: a VGG or a SqueezeNet. For others, name the layers in the options.
        /// </param>
        /// <param name="style">The painting: a file or an image.</param>
        /// <param name="outputColumnName">The new column of images.</param>
        /// <param name="inputColumnName">Paths (text), files (<c>Vector&lt;byte&gt;</c>) or images.</param>
        /// <param name="size">The length of the short side of the result in pixels.</param>
        /// <param name="steps">Steps for each picture.</param>
        /// <exception cref="OptionsException">One or more arguments are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">The network cannot be loaded.</exception>
        public StyleTransferEstimator StyleTransfer(
            Backbone network, StylePicture style, string outputColumnName = "Styled", string inputColumnName = "Image", int size = 256,
            int steps = 200) => catalog.StyleTransfer(new StyleTransferOptions
            {
                Network = network,
                Styles = [style],
                OutputColumnName = outputColumnName,
                InputColumnName = inputColumnName,
                Size = size,
                Steps = steps,
            });

        /// <summary>Paints the pictures of a column in the style of others.</summary>
        /// <param name="options">Network, layers, styles, weights, optimizer and size.</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">The network cannot be loaded.</exception>
        public StyleTransferEstimator StyleTransfer(StyleTransferOptions options) => new(catalog.Environment, options);
    }
}
