using Microsoft.ML;
using Microsoft.ML.Data;

namespace MlNetDeep;

/// <summary>A column of prepared images.</summary>
internal sealed class PreparationMapping : RowMapping
{
    private readonly ImagePreparingTransformer _transformer;
    private readonly DataViewSchema.Column _image;

    public PreparationMapping(ImagePreparingTransformer transformer, DataViewSchema input)
    {
        _transformer = transformer;
        PrepareImagesOptions options = transformer.Options;
        _image = ImageSource.Find(input, options.InputColumnName);
        Inputs = [_image];
        ImagePreparer preparer = transformer.Preparer;
        PrimitiveDataViewType item = options.AsBytes ? NumberDataViewType.Byte : NumberDataViewType.Single;
        Outputs =
        [
            new RowColumn(options.OutputColumnName, preparer.Layout == PixelLayout.Planar
                ? new VectorDataViewType(item, preparer.Channels, preparer.Height, preparer.Width)
                : new VectorDataViewType(item, preparer.Height, preparer.Width, preparer.Channels), RecordedPreprocessing.Annotate(options.Preprocessing!)),
        ];
    }

    public override IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public override IReadOnlyList<RowColumn> Outputs { get; }

    public override bool LeavesRowsOut => _transformer.Options.BadImages == BadImageAction.Skip;

    public override RowValues CreateValues(DataViewRow input, int cursors)
    {
        int threads = _transformer.Options.Threads;
        threads = Math.Max(1, (threads > 0 ? threads : Environment.ProcessorCount) / cursors);
        return new Values(_transformer, input, _image, (2 * threads) + 1, threads);
    }

    public override RowValues CreateSingle(DataViewRow input) => new Values(_transformer, input, _image, 1, 1);

    /// <summary>The pixels, a slice for each image.</summary>
    private sealed class Values(ImagePreparingTransformer transformer, DataViewRow input, DataViewSchema.Column image, int slots, int threads)
        : RowValues
    {
        private readonly ImagePreparer _preparer = transformer.Preparer;
        private readonly ImageSource _source = ImageSource.Create(transformer.Preparer, input, input.Schema[image.Index], slots);
        private readonly byte[][] _pixels = [.. Enumerable.Range(0, slots).Select(_ => new byte[transformer.Preparer.Size])];
        private readonly SkippedImages _skipped = new(transformer.Environment);

        public override int Slices => slots;

        public override int Threads => threads;

        public override int Helpers => threads;

        public override void Read(int slot) => _source.Read(slot, _pixels[slot]);

        public override void Run(int slice, int rows) => _source.Prepare(slice, _pixels[slice]);

        public override Delegate CreateGetter(int output, Func<int> slot) => transformer.Options.AsBytes
            ? (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) => SchemaColumns.CopyTo<byte>(_pixels[slot()], ref value))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                VBufferEditor<float> editor = VBufferEditor.Create(ref value, _preparer.Size);
                _preparer.Scale(_pixels[slot()], editor.Values);
                value = editor.Commit();
            });

        public override bool LeavesOut(Exception error)
        {
            if (error is not ImageFileException bad || transformer.Options.BadImages != BadImageAction.Skip)
                return false;
            _skipped.Add(bad);
            return true;
        }

        public override void Dispose() => _skipped.Report();
    }
}
