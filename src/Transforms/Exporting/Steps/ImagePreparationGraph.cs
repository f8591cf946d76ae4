namespace MlNetDeep;

/// <summary>
/// <see cref="ImagePreparer"/> as a graph. The weights of the resampling are computed in the graph from the picture's
/// size, so that pictures of any size come in, and each side is one matrix product; <see cref="ImagePlan"/> and
/// <see cref="ResampleWeights"/> have the same formulas.
/// </summary>
internal sealed class ImagePreparationGraph
{
    private const double LargestSide = 1 << 20;

    private readonly ExportGraph _graph;
    private readonly ImagePreprocessing _preprocessing;

    private ImagePreparationGraph(ExportGraph graph, ImagePreprocessing preprocessing) => (_graph, _preprocessing) = (graph, preprocessing);

    /// <summary>Adds the nodes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="picture">Pixels [N, H, W, 3] of bytes, red first.</param>
    /// <param name="options">What is to be done with them.</param>
    /// <returns>The prepared values, of the column's layout.</returns>
    public static string Add(ExportGraph graph, string picture, PrepareImagesOptions options)
    {
        ImagePreprocessing preprocessing = options.Preprocessing!;
        string pixels = new ImagePreparationGraph(graph, preprocessing).Prepare(picture);
        return options.AsBytes
            ? graph.Cast(pixels, TensorElementType.UInt8)
            : PixelGraph.Scale(graph, pixels, PixelScaling.Of(preprocessing, PixelPacker.Channels(preprocessing), "the prepared images"), preprocessing.Layout ?? PixelLayout.Planar);
    }

    private string Prepare(string picture)
    {
        int width = _preprocessing.Width, height = _preprocessing.Height;
        string shape = _graph.Add("Shape", [picture]);
        (string rows, string columns) = (Side(shape, 1), Side(shape, 2));
        (string resizedWidth, string resizedHeight) = Plan(columns, rows);
        (string down, string insideDown) = Weights(rows, resizedHeight, height);
        (string across, string insideAcross) = Weights(columns, resizedWidth, width);

        // Rows first, as they lie in memory: [height, H] x [N, H, W * 3].
        string lines = Op("Reshape", Cast(picture), _graph.List(0, 0, -1));
        string shrunk = Op("Reshape", Op("MatMul", down, lines), _graph.List(0, 0, -1, 3));
        string turned = Transpose(shrunk, 0, 1, 3, 2);
        string sums = Op("MatMul", turned, Transpose(across, 1, 0));
        if (_preprocessing.Fit == ImageFit.Pad && _preprocessing.PadLevel > 0)
        {
            string inside = Op("Mul", _graph.Add("Reshape", [insideDown, _graph.List(-1, 1, 1)]), Transpose(insideAcross, 1, 0));
            sums = Op("Add", sums, Op("Mul", Op("Sub", _graph.Number(1), inside), _graph.Number(_preprocessing.PadLevel)));
        }

        string pixels = Op("Clip", Op("Floor", Op("Add", sums, _graph.Number(0.5f))), _graph.Number(0), _graph.Number(255));
        return Order(pixels);
    }

    // From [N, height, 3, width], red first, to the layout, channels and order that are asked for.
    private string Order(string pixels)
    {
        if (PixelPacker.Channels(_preprocessing) == 1)
        {
            // ITU-R BT.601 in whole numbers; below 2^24 single precision has them all.
            string weighted = Op("Mul", pixels, _graph.Constant([19595f, 38470f, 7471f], 1, 1, 3, 1));
            string sum = Op("ReduceSum", weighted, _graph.List(2));
            pixels = Op("Floor", Op("Mul", Op("Add", sum, _graph.Number(0x8000)), _graph.Number(1 / 65536f)));
        }
        else if (_preprocessing.ColorOrder == ColorOrder.Bgr)
        {
            pixels = _graph.Add("Gather", [pixels, _graph.List(2, 1, 0)], node => node.With("axis", 2L));
        }

        return _preprocessing.Layout == PixelLayout.Interleaved ? Transpose(pixels, 0, 1, 3, 2) : Transpose(pixels, 0, 2, 1, 3);
    }

    /// <summary>The size of the whole picture after resizing, as in <see cref="ImagePlan.For"/>.</summary>
    private (string Width, string Height) Plan(string columns, string rows)
    {
        (string frameWidth, string frameHeight) = (Number(_preprocessing.Width), Number(_preprocessing.Height));
        if (_preprocessing.Fit == ImageFit.Stretch)
            return (frameWidth, frameHeight);
        (string width, string height) = (_preprocessing.Fit, _preprocessing.ShortSide) switch
        {
            // The side that is the shorter one comes out below this, and is raised to it.
            (ImageFit.Crop, > 0 and var side) => (
                Op("Max", Number(side), Op("Floor", Op("Div", Op("Mul", Number(side), columns), rows))),
                Op("Max", Number(side), Op("Floor", Op("Div", Op("Mul", Number(side), rows), columns)))),
            (ImageFit.Crop, _) => Scaled("Max"),
            _ => Scaled("Min"),
        };
        (width, height) = (Op("Clip", width, Number(1), Number(LargestSide)), Op("Clip", height, Number(1), Number(LargestSide)));
        string limit = _preprocessing.Fit == ImageFit.Crop ? "Max" : "Min";
        return (Op(limit, width, frameWidth), Op(limit, height, frameHeight));

        (string Width, string Height) Scaled(string pick)
        {
            string factor = Op(pick, Op("Div", frameWidth, columns), Op("Div", frameHeight, rows));
            return (Op("Round", Op("Mul", columns, factor)), Op("Round", Op("Mul", rows, factor)));
        }
    }

    /// <summary>
    /// The weights [frame, source] of the source pixels for each pixel of the frame, as in <see cref="ResampleWeights"/>, and
    /// [frame, 1] whether that pixel is inside the picture.
    /// </summary>
    private (string Weights, string Inside) Weights(string source, string resized, int frame)
    {
        double[] places = [.. Enumerable.Range(0, frame).Select(i => (double)i)];

        // What is cut off at the front is positive, what is padded there negative; the middle is rounded to even.
        string start = Op("Round", Op("Mul", Op("Sub", resized, Number(frame)), Number(0.5)));
        string target = Op("Add", _graph.Constant(places, frame, 1), start);
        string scale = Op("Div", source, resized);
        string support = Op("Max", scale, Number(1));
        string center = Op("Mul", Op("Add", target, Number(0.5)), scale);
        string pixels = _graph.Cast(
            Op("Range", _graph.Constant([0L]), _graph.Cast(source, TensorElementType.Int64), _graph.Constant([1L])), TensorElementType.Double);
        string distance = Op("Div", Op("Abs", Op("Sub", Op("Add", pixels, Number(0.5)), center)), support);
        string triangle = Op("Max", Op("Sub", Number(1), distance), Number(0));
        string sum = Op("Max", Op("ReduceSum", triangle, _graph.List(1)), Number(1e-30));
        string weights = Cast(Op("Div", triangle, sum));
        if (_preprocessing.Fit != ImageFit.Pad)
            return (weights, "");
        string inside = Cast(Op("And", Op("GreaterOrEqual", target, Number(0)), Op("Less", target, resized)));
        return (Op("Mul", weights, inside), inside);
    }

    // Sizes are scalars of double precision: where a side ends in a half, the last bit decides.
    private string Side(string shape, int axis) => _graph.Cast(_graph.Add("Gather", [shape, _graph.Constant([(long)axis])]), TensorElementType.Double);

    private string Number(double value) => _graph.Constant([value]);

    private string Cast(string value) => _graph.Cast(value, TensorElementType.Float);

    private string Op(string opType, params string[] inputs) => _graph.Add(opType, inputs);

    private string Transpose(string value, params long[] axes) => _graph.Add("Transpose", [value], node => node.With("perm", axes));
}
