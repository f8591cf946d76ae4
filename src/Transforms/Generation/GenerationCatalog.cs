using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Images from generators: as a pipeline step, and without any input rows.</summary>
public static class GenerationCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>Adds a column of images that a trained generator makes.</summary>
        /// <param name="generator">
        /// One float input <c>[N, L]</c>, see <see cref="Network.Generator"/>; one output <c>[N, C, H, W]</c>, C = 1 or 3.
        /// </param>
        /// <param name="options">Columns, output, batch size and device; by default MLImages of a column "Seed".</param>
        /// <exception cref="OptionsException">One or more options are not usable; the message names all of them.</exception>
        /// <exception cref="DeepLearningException">The network is no generator, or the classes do not fit it.</exception>
        public GeneratorEstimator Generate(Network generator, GeneratorOptions? options = null) =>
            new(catalog.Environment, generator, options ?? new GeneratorOptions());

        /// <summary>
        /// Images of a generator without input rows: columns "Seed" (long), "Label" (key, generators with classes) and
        /// "Image". They are made when a cursor asks for them; any number of rows takes no memory.
        /// </summary>
        /// <remarks>
        /// Row i has the seed <see cref="LatentNoise.Seed"/> (seed, i): its image is that of a row of
        /// <see cref="RowTransformer.Transform"/> with this seed and class.
        /// </remarks>
        /// <param name="model">A <see cref="GeneratorTransformer"/> or <see cref="VaeTransformer"/>, or a chain that holds exactly one; the other steps are left out.</param>
        /// <param name="count">The number of rows, at least 0.</param>
        /// <param name="seed">What the seeds of the rows follow from. The default value is 0.</param>
        /// <param name="options">Classes, truncation and output.</param>
        /// <returns>The rows; usable until the model is disposed.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is negative.</exception>
        /// <exception cref="OptionsException">Options cannot be used, or there is no such class.</exception>
        /// <exception cref="DeepLearningException">The model holds no generator, or several.</exception>
        public IDataView Sample(ITransformer model, long count, long seed = 0, SampleOptions? options = null)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            options ??= new SampleOptions();
            (GeneratorTransformer generator, GeneratorOptions over, int? fixedClass) = Sampled(model, options);
            IDataView rows = SampleRows.Of(count, seed, generator.Classes, fixedClass, options.Classes);
            return generator.Sample(rows, over with { Class = null });
        }

        /// <summary>
        /// Images on the way from one seed to another, their latent vectors interpolated spherically (White, "Sampling
        /// Generative Networks", 2016): columns "Share" (of the way, 0 to 1 in equal steps), "Latent" and "Image".
        /// </summary>
        /// <param name="model">A <see cref="GeneratorTransformer"/> or <see cref="VaeTransformer"/>, or a chain that holds exactly one; the other steps are left out.</param>
        /// <param name="fromSeed">The seed of the first image.</param>
        /// <param name="toSeed">The seed of the last image.</param>
        /// <param name="steps">The number of images, both ends counted; at least 2. The default value is 10.</param>
        /// <param name="options">
        /// Class, truncation and output; without a class, that which the first seed stands for.
        /// </param>
        /// <returns>The rows; usable until the model is disposed.</returns>
        /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 2.</exception>
        /// <exception cref="OptionsException">Options cannot be used, or there is no such class.</exception>
        /// <exception cref="DeepLearningException">The model holds no generator, or several.</exception>
        public IDataView Interpolate(ITransformer model, long fromSeed, long toSeed, int steps = 10, SampleOptions? options = null)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
            (GeneratorTransformer generator, GeneratorOptions over, _) = Sampled(model, options ?? new SampleOptions());
            var from = new float[generator.Layout.Latents];
            var to = new float[generator.Layout.Latents];
            LatentNoise.Fill(fromSeed, from, over.Truncation);
            LatentNoise.Fill(toSeed, to, over.Truncation);
            return generator.Sample(Interpolation.Rows(catalog.Context, from, to, steps), over with
            {
                LatentColumnName = nameof(Interpolation.Row.Latent),
                Class = over.Class ?? (generator.Classes is { } classes ? classes.Texts[LatentNoise.Class(fromSeed, classes.Count)] : null),
            });
        }

        /// <summary>Draws the images of a column as one picture, row after row of a grid, and writes it as PNG.</summary>
        /// <param name="data">The rows; all are drawn, so take as many as you want to see.</param>
        /// <param name="imageColumnName">
        /// The images: <see cref="MLImage"/>, or a vector of <see cref="byte"/> or <see cref="float"/> with dimensions
        /// [C, H, W], [H, W, C] or [H, W], C = 1 or 3; all of one size.
        /// </param>
        /// <param name="path">The file; it appears complete or not at all.</param>
        /// <param name="columns">Images in a row of the grid. The default value is 0: as many as make it square.</param>
        /// <param name="preprocessing">
        /// What a vector of floats was made of pixels with. The default value is null: the smallest of all values becomes
        /// black, the largest white.
        /// </param>
        /// <exception cref="ColumnException">The column is missing, of another type, or its images differ in size.</exception>
        /// <exception cref="DeepLearningException">There are no rows, or more than a picture can hold.</exception>
        /// <exception cref="StorageException">The file cannot be written.</exception>
        public void SaveImageGrid(
            IDataView data, string imageColumnName, string path, int columns = 0, ImagePreprocessing? preprocessing = null) =>
            GridReader.Save(data, imageColumnName, path, columns, preprocessing);
    }

    private static GeneratorTransformer? GeneratorOf(ITransformer part) =>
        part as GeneratorTransformer ?? (part as VaeTransformer)?.Sampler;

    private static (GeneratorTransformer Generator, GeneratorOptions Options, int? Class) Sampled(ITransformer model, SampleOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        IReadOnlyList<ITransformer> parts = model.Parts();
        GeneratorTransformer[] generators = [.. parts.Select(GeneratorOf).OfType<GeneratorTransformer>()];
        if (generators.Length != 1)
        {
            throw new DeepLearningException(
                $"The model holds {generators.Length} generators among its {parts.Count} transformers "
                + $"({string.Join(", ", parts.Select(part => part.GetType().Name))}); images are sampled from exactly one. "
                + "Give the GeneratorTransformer or VaeTransformer itself.");
        }

        // Those of the model were checked with it.
        OptionsCheck.Throw(options);
        GeneratorOptions over = options.Over(generators[0].Options);
        return (generators[0], over, over.Class is { } name ? generators[0].Parts.ClassIndex(name) : null);
    }
}
