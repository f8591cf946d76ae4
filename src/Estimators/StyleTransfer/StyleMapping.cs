using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MlNetDeep;

/// <summary>A column of painted pictures; each is painted, which takes long, when it is asked for.</summary>
internal sealed class StyleMapping(StyleEngine engine, StyleTransferOptions options, DataViewSchema input) : RowMapping
{
    private readonly DataViewSchema.Column _image = ImageSource.Find(input, options.InputColumnName);

    public override IReadOnlyList<DataViewSchema.Column> Inputs => [_image];

    public override IReadOnlyList<RowColumn> Outputs { get; } = [new RowColumn(options.OutputColumnName, new ImageDataViewType())];

    public override bool IsLazy => true;

    public override void ThrowIfDisposed() => engine.ThrowIfDisposed();

    public override RowValues CreateValues(DataViewRow row, int cursors) => CreateSingle(row);

    public override RowValues CreateSingle(DataViewRow row) => new Values(engine, row, PictureSource.Create(engine.Loader, row, row.Schema[_image.Index]));

    private sealed class Values(StyleEngine engine, DataViewRow row, Func<Picture> source) : RowValues
    {
        private Picture? _content;
        private Picture? _painted;

        public override void Read(int slot) => _content = source();

        public override void Run(int slice, int rows)
        {
            _painted = null;
            _painted = engine.Apply(_content!, row.Position);
        }

        // Each caller gets a picture of its own, whose earlier one goes, as with ML.NET's own image columns.
        public override Delegate CreateGetter(int output, Func<int> slot) => (ValueGetter<MLImage>)((ref MLImage value) =>
        {
            slot();
            value?.Dispose();
            value = _painted!.ToImage();
        });
    }
}
