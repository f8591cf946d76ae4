using System.Runtime.CompilerServices;
using Microsoft.ML;

namespace MlNetDeep;

/// <summary>Adds deep learning to <see cref="MLContext"/>.</summary>
public static class MLContextExtensions
{
    private static readonly ConditionalWeakTable<MLContext, DeepLearningCatalog> _catalogs = [];

    extension(MLContext mlContext)
    {
        /// <summary>
        /// Deep learning trainers and transforms. The first use in a context also registers the loader of our
        /// transformers: touch it before <c>mlContext.Model.Load</c>.
        /// </summary>
        public DeepLearningCatalog DeepLearning
        {
            get
            {
                ArgumentNullException.ThrowIfNull(mlContext);
                return _catalogs.GetValue(mlContext, static context => new DeepLearningCatalog(context));
            }
        }
    }
}
