namespace MlNetDeep;

/// <summary>
/// What a classifier does with data, and why: where it errs, what its layers see, and which places of a picture decide.
/// Made by <c>mlContext.DeepLearning.Interpret</c>; Grad-CAM comes with MlNetDeep.Estimators.
/// </summary>
/// <remarks>
/// Pictures are given as bytes, in the size of the network's input, red before blue; the network's preprocessing is
/// applied to them. The model must not be disposed while its interpretation is used.
/// </remarks>
public sealed class Interpretation
{
    private const int LargestGrid = 65_536;

    internal Interpretation(ConvNetTransformer model, Evaluation evaluation, IReadOnlyList<RowLoss> topLosses)
    {
        Model = model;
        Evaluation = evaluation;
        TopLosses = topLosses;
        Classes = [.. evaluation.ClassNames.Select((name, i) => new ClassQuality(
            name, evaluation.TruthCount(i), evaluation.PredictedCount(i), evaluation.Precision(i), evaluation.Recall(i)))];
        MostConfused = [.. evaluation.Confusions().Select(c =>
            new ClassConfusion(evaluation.ClassNames[c.Truth], evaluation.ClassNames[c.Predicted], c.Count))];
    }

    /// <summary>The model.</summary>
    public ConvNetTransformer Model { get; }

    /// <summary>Rows with a label.</summary>
    public long Rows => Evaluation.Rows;

    /// <summary>Share of the rows whose most probable class is the true one; NaN without rows.</summary>
    public double Accuracy => Evaluation.Accuracy;

    /// <summary>Mean of -ln(probability of the true class); NaN without rows.</summary>
    public double LogLoss => Evaluation.LogLoss;

    /// <summary>How well the model knows each class, in key order.</summary>
    public IReadOnlyList<ClassQuality> Classes { get; }

    /// <summary>Classes taken for one another, most frequent first.</summary>
    public IReadOnlyList<ClassConfusion> MostConfused { get; }

    /// <summary>The rows whose true class the model finds most improbable, the worst first.</summary>
    public IReadOnlyList<RowLoss> TopLosses { get; }

    internal Evaluation Evaluation { get; }

    /// <summary>An entry of the confusion matrix.</summary>
    /// <param name="truth">The true class, counted from 0.</param>
    /// <param name="predicted">The class that the model says, counted from 0.</param>
    /// <returns>The number of such rows.</returns>
    public long Count(int truth, int predicted)
    {
        CheckClass(truth, nameof(truth));
        CheckClass(predicted, nameof(predicted));
        return Evaluation.Count(truth, predicted);
    }

    /// <summary>What the model sees in a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="count">How many classes, at least 1. The default value is 5.</param>
    /// <returns>The most probable classes with their names, the best first.</returns>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    public IReadOnlyList<ClassProbability> Predict(ReportImage image, int count = 5)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return TopClasses.Of(new ImageScorer(Model, image).Probabilities(), Evaluation.ClassNames, count);
    }

    /// <summary>Pictures of what the filters of a convolution look for.</summary>
    /// <param name="layer">The convolution's name; null for the first one.</param>
    /// <param name="maximum">How many filters at most. The default value is 128.</param>
    /// <returns>
    /// A picture a filter: in colours for a filter of three channels, otherwise its first channel, blue for positive
    /// weights and orange for negative ones; each on a scale of its own.
    /// </returns>
    /// <exception cref="OptionsException">There is no such layer (the nearest name is suggested), or it is no convolution.</exception>
    public IReadOnlyList<ReportImage> Filters(string? layer = null, int maximum = 128)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        return [.. FilterPictures.Make(Model.Network, FilterPictures.Find(Model.Network, layer).Weight, maximum)];
    }

    /// <summary>What a layer makes of a picture. The network is run up to the layer, in a session of its own.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="layer">
    /// The layer, as in <see cref="Network.FindValue"/>; of a convolution the maps after its normalization and activation
    /// are given.
    /// </param>
    /// <exception cref="OptionsException">There is no such layer (the nearest name is suggested), or it gives no maps.</exception>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    public LayerMaps FeatureMaps(ReportImage image, string layer)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentException.ThrowIfNullOrEmpty(layer);
        return new LayerMaps(MlNetDeep.FeatureMaps.Compute(Model.Network, image, layer));
    }

    /// <summary>
    /// Covers one place of a picture after the other with grey, and gives by how much the probability of a class falls.
    /// Runs the network once for each place, in batches.
    /// </summary>
    /// <param name="image">The picture.</param>
    /// <param name="classIndex">The class, counted from 0; null for the most probable one.</param>
    /// <param name="patch">Side of the cover in pixels; null for a fifth of the picture's longer side.</param>
    /// <param name="stride">Pixels from one place to the next; null for half of the cover.</param>
    /// <returns>The map, as large as the picture; where places overlap it is their mean.</returns>
    /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, a size is not positive, or there are more than 65,536 places.</exception>
    public HeatMap Occlusion(ReportImage image, int? classIndex = null, int? patch = null, int? stride = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        int side = patch ?? Math.Max(1, Math.Max(image.Height, image.Width) / 5), step = stride ?? Math.Max(1, side / 2);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side, nameof(patch));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step, nameof(stride));
        long places = ((long)image.Height / step + 1) * ((long)image.Width / step + 1);
        if (places > LargestGrid)
            throw new ArgumentOutOfRangeException(nameof(stride), step, $"A stride of {step} gives {places} places to cover; at most {LargestGrid} are allowed.");

        var scorer = new ImageScorer(Model, image);
        float[] probabilities = scorer.Probabilities();
        ClassProbability subject = Subject(probabilities, classIndex);
        var grey = new byte[image.Channels * image.Height * image.Width];
        Array.Fill(grey, (byte)128);
        float[] cover = MlNetDeep.FeatureMaps.ToInput(Model.Network, ReportImage.FromPlanar(grey, image.Channels, image.Height, image.Width), out _);
        float[] values = OcclusionMap.Compute(scorer, image, subject.Index, (float)subject.Probability, side, step, cover);
        return new HeatMap(values, image.Height, image.Width, subject, $"occlusion by {side} x {side}");
    }

    /// <summary>The class that a map is to be about.</summary>
    internal ClassProbability Subject(float[] probabilities, int? classIndex)
    {
        if (classIndex is not { } index)
            return TopClasses.Of(probabilities, Evaluation.ClassNames, 1)[0];
        CheckClass(index, nameof(classIndex));
        return new ClassProbability(index, Evaluation.ClassNames[index], probabilities[index]);
    }

    private void CheckClass(int index, string name)
    {
        if (index < 0 || index >= Evaluation.Classes)
            throw new ArgumentOutOfRangeException(name, index, $"The model has {Evaluation.Classes} classes, counted from 0.");
    }
}
