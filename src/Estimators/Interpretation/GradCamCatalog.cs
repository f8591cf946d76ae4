namespace MlNetDeep;

/// <summary>Looking inside a model by way of gradients.</summary>
public static class GradCamCatalog
{
    extension(Interpretation interpretation)
    {
        /// <summary>
        /// Grad-CAM: the places of a picture that speak for a class, as a layer sees them (source: R. Selvaraju et al.,
        /// "Grad-CAM: Visual explanations from deep networks via gradient-based localization", 2017). The network is
        /// compiled for torch at each call, on the CPU.
        /// </summary>
        /// <param name="image">The picture, in the size of the network's input.</param>
        /// <param name="layer">
        /// The layer, as in <see cref="Interpretation.FeatureMaps"/>; null for the last one that gives maps of more than one
        /// pixel and is no pooling.
        /// </param>
        /// <param name="classIndex">The class, counted from 0; null for the most probable one.</param>
        /// <returns>
        /// The map in the picture's size: the layer's maps, each weighted by the mean gradient of the class's logit, added
        /// up, negative values set to 0, and enlarged bilinearly.
        /// </returns>
        /// <exception cref="OptionsException">There is no such layer (the nearest name is suggested), or it gives no maps.</exception>
        /// <exception cref="ShapeException">The picture does not have the size of the network's input.</exception>
        /// <exception cref="UnsupportedOperatorException">Training does not know one of the network's operators.</exception>
        public HeatMap GradCam(ReportImage image, string? layer = null, int? classIndex = null)
        {
            ArgumentNullException.ThrowIfNull(interpretation);
            ArgumentNullException.ThrowIfNull(image);
            return GradCamMap.Compute(interpretation, image, layer, classIndex);
        }
    }
}
