namespace MlNetDeep;

/// <summary>Networks of any inputs and outputs as steps of a pipeline.</summary>
public static class NetworkCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Makes a transformer that runs a network on rows: a column for each of its inputs and outputs, vectors or images.
        /// </summary>
        /// <param name="network">The network; choose some of its outputs with <see cref="Network.WithOutputs"/>.</param>
        /// <param name="options">Columns, batch size and device; by default columns are called as the inputs and outputs are.</param>
        /// <returns>The transformer; dispose it when it is no longer used.</returns>
        /// <exception cref="OptionsException">Options cannot be used; all problems are listed.</exception>
        /// <exception cref="DeepLearningException">The device cannot be used, or ONNX Runtime refuses the network.</exception>
        public NetworkTransformer Apply(Network network, NetworkTransformerOptions? options = null)
        {
            ArgumentNullException.ThrowIfNull(network);
            GuessedPreprocessing.Warn(catalog.Context, network, "It gets columns of bytes as pixel / 255, and columns of floats as they are");
            return new NetworkTransformer(catalog.Context, network, options ?? new NetworkTransformerOptions());
        }
    }
}
