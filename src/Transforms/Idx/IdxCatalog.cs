using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>Adds the IDX loader to <c>mlContext.DeepLearning</c>.</summary>
public static class IdxCatalog
{
    extension(DeepLearningCatalog catalog)
    {
        /// <summary>
        /// Loads images, and their labels if given, from IDX files (the format of MNIST, Fashion-MNIST, EMNIST, Hoda
        /// and others), plain or gzip.
        /// </summary>
        /// <remarks>
        /// | Column | Type | Holds |
        /// | --- | --- | --- |
        /// | <paramref name="imageColumnName"/> | Vector of byte, dimensions [1, H, W] | grey values 0..255 |
        /// | <paramref name="labelColumnName"/> | uint | the label as it stands in the file, ready for <c>MapValueToKey</c> |
        ///
        /// Both files are read and checked at once and stay in memory as bytes (47 MB for the 60,000 MNIST training
        /// digits). The view knows its row count, can be shuffled and hands out sets of cursors.
        /// </remarks>
        /// <param name="imagesPath">File with the images: 3 dimensions [N, H, W].</param>
        /// <param name="labelsPath">File with the labels: 1 dimension [N]; null for images without labels.</param>
        /// <param name="imageColumnName">Name of the image column. The default value is "Features", as that of the trainers.</param>
        /// <param name="labelColumnName">Name of the label column. The default value is "Label".</param>
        /// <returns>The rows, in the order of the file.</returns>
        /// <exception cref="IdxFormatException">A file is not a complete IDX file of unsigned bytes, has the wrong number
        /// of dimensions, or the two files hold different numbers of rows.</exception>
        /// <exception cref="IOException">A file does not exist or cannot be read.</exception>
        public IDataView LoadIdx(string imagesPath, string? labelsPath = null, string imageColumnName = "Features", string labelColumnName = "Label")
        {
            ArgumentNullException.ThrowIfNull(catalog);
            ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
            ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
            if (imageColumnName == labelColumnName)
                throw new ArgumentException($"The image and the label column are both called '{imageColumnName}'.", nameof(labelColumnName));
            IdxArray images = IdxArray.Read(imagesPath);
            if (images.Shape.Count != 3)
                images.ThrowRank(imagesPath, "images with 3 dimensions [N, H, W]");
            IdxArray? labels = labelsPath is null ? null : ReadLabels(labelsPath, images, imagesPath);
            return View(images, labels, imageColumnName, labelColumnName);
        }
    }

    // The bytes stay where the reader put them; a row copies its slice.
    private static TableView View(IdxArray images, IdxArray? labels, string imageColumnName, string labelColumnName)
    {
        (int count, int height, int width) = (images.Shape[0], images.Shape[1], images.Shape[2]);
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(imageColumnName, new VectorDataViewType(NumberDataViewType.Byte, 1, height, width));
        if (labels is null)
            return new TableView(builder.ToSchema(), count, canShuffle: true, Images);
        builder.AddColumn(labelColumnName, NumberDataViewType.UInt32);
        return new TableView(builder.ToSchema(), count, canShuffle: true, Images, Labels);

        Delegate Images(Func<long> row) => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            SchemaColumns.CopyTo(images.Values.Span.Slice((int)row() * height * width, height * width), ref value));

        Delegate Labels(Func<long> row) => (ValueGetter<uint>)((ref uint value) => value = labels.Values.Span[(int)row()]);
    }

    private static IdxArray ReadLabels(string path, IdxArray images, string imagesPath)
    {
        IdxArray labels = IdxArray.Read(path);
        if (labels.Shape.Count != 1)
            labels.ThrowRank(path, "labels with 1 dimension [N]");
        if (labels.Shape[0] != images.Shape[0])
            throw new IdxFormatException(path, $"expected {images.Shape[0]} labels, as many as there are images in '{imagesPath}', found {labels.Shape[0]}.");
        return labels;
    }
}
