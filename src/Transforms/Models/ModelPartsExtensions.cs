using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>The parts of a fitted or loaded model, whatever chain they are in.</summary>
public static class ModelPartsExtensions
{
    extension(ITransformer model)
    {
        /// <summary>The transformers in the order in which rows go through them, chains in chains taken apart; the model itself when it is no chain.</summary>
        public IReadOnlyList<ITransformer> Parts()
        {
            ArgumentNullException.ThrowIfNull(model);
            List<ITransformer> parts = [];
            Flatten(model, parts);
            return parts;
        }

        /// <summary>The transformer of a trained network in the model: its network, history, classes and options. It stays the model's.</summary>
        /// <exception cref="DeepLearningException">There is none, or there are several.</exception>
        public ConvNetTransformer ConvNet()
        {
            IReadOnlyList<ITransformer> parts = model.Parts();
            ConvNetTransformer[] found = [.. parts.OfType<ConvNetTransformer>()];
            return found.Length == 1
                ? found[0]
                : throw new DeepLearningException(
                    $"The model has {found.Length} {nameof(ConvNetTransformer)}s among its {parts.Count} transformers "
                    + $"({string.Join(", ", parts.Select(part => part.GetType().Name))}); expected exactly one. "
                    + (found.Length == 0
                        ? "It is what ConvNet, BinaryConvNet, MultiLabelConvNet, Regression, FineTune and Score of mlContext.DeepLearning make. Find other parts with model.Parts()."
                        : "Choose one of model.Parts().OfType<ConvNetTransformer>()."));
        }

        /// <summary>The same model with another transformer of a trained network in the place of the one it has.</summary>
        /// <param name="replacement">The other one; it is the caller's to dispose, as the present one stays the model's.</param>
        /// <exception cref="DeepLearningException">There is none, or there are several.</exception>
        public TransformerChain<ITransformer> WithConvNet(ConvNetTransformer replacement)
        {
            ArgumentNullException.ThrowIfNull(replacement);
            ConvNetTransformer present = model.ConvNet();
            return new TransformerChain<ITransformer>([.. model.Parts().Select(part => ReferenceEquals(part, present) ? replacement : part)]);
        }

        /// <summary>The network's transformer, and rows as what comes before it in the model prepares them.</summary>
        internal (ConvNetTransformer Network, IDataView Rows) Prepare(IDataView data)
        {
            ConvNetTransformer network = model.ConvNet();
            foreach (ITransformer part in model.Parts().TakeWhile(part => !ReferenceEquals(part, network)))
                data = part.Transform(data);
            return (network, data);
        }
    }

    private static void Flatten(ITransformer model, List<ITransformer> parts)
    {
        if (model is not IEnumerable<ITransformer> chain)
        {
            parts.Add(model);
            return;
        }

        foreach (ITransformer part in chain)
            Flatten(part, parts);
    }
}
