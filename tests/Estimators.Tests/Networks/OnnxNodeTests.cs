using Google.Protobuf;
using MlNetDeep.Estimators.Tests.Support;
using Onnx = MlNetDeep.ModelZoo.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>Runs the backend node tests of ONNX itself, where they are installed (Debian: libonnx-testdata).</summary>
public class OnnxNodeTests
{
    private const string Folder = "/usr/share/libonnx-testdata/data/node";

    public static TheoryData<string> Cases =>
    [
        "abs", "add", "add_bcast", "averagepool_2d_ceil", "averagepool_2d_default", "averagepool_2d_pads",
        "averagepool_2d_pads_count_include_pad", "averagepool_2d_precomputed_pads", "averagepool_2d_precomputed_pads_count_include_pad",
        "averagepool_2d_precomputed_same_upper", "averagepool_2d_precomputed_strides", "averagepool_2d_same_lower",
        "averagepool_2d_same_upper", "averagepool_2d_strides", "basic_conv_with_padding", "basic_conv_without_padding",
        "batchnorm_epsilon", "batchnorm_example", "clip", "clip_default_max", "clip_default_min", "clip_example",
        "conv_with_autopad_same", "conv_with_strides_and_asymmetric_padding", "conv_with_strides_no_padding",
        "conv_with_strides_padding", "convtranspose", "convtranspose_dilations", "convtranspose_pad", "convtranspose_pads",
        "constant_pad", "div", "div_bcast", "edge_pad", "elu", "elu_default", "erf", "exp", "flatten_axis0", "flatten_axis1",
        "flatten_axis2", "flatten_axis3", "flatten_negative_axis1", "gather_0", "gather_1", "gather_negative_indices",
        "gemm_all_attributes", "gemm_alpha", "gemm_beta", "gemm_default_matrix_bias", "gemm_default_no_bias",
        "gemm_default_single_elem_vector_bias", "gemm_default_vector_bias", "gemm_transposeA", "gemm_transposeB",
        "globalaveragepool", "globalmaxpool", "hardsigmoid", "hardsigmoid_default", "hardswish", "identity",
        "instancenorm_epsilon", "instancenorm_example", "leakyrelu", "leakyrelu_default", "log", "logsoftmax_axis_1",
        "logsoftmax_default_axis", "logsoftmax_negative_axis", "lrn", "lrn_default", "matmul_2d", "matmul_3d", "matmul_4d",
        "max_one_input", "max_two_inputs", "maxpool_2d_ceil", "maxpool_2d_default", "maxpool_2d_dilations", "maxpool_2d_pads",
        "maxpool_2d_precomputed_pads", "maxpool_2d_precomputed_same_upper", "maxpool_2d_same_lower", "maxpool_2d_same_upper",
        "maxpool_2d_strides", "min_two_inputs", "mul", "mul_bcast", "neg", "pow", "prelu_broadcast", "prelu_example", "reciprocal",
        "reduce_max_keepdims_random", "reduce_mean_default_axes_keepdims_random", "reduce_mean_do_not_keepdims_random",
        "reduce_mean_keepdims_random", "reduce_mean_negative_axes_keepdims_random", "reduce_sum_keepdims_random",
        "reflect_pad", "relu", "reshape_negative_dim", "reshape_one_dim", "reshape_reordered_all_dims",
        "reshape_zero_and_negative_dim", "reshape_zero_dim", "shape", "sigmoid", "slice", "slice_default_axes",
        "slice_default_steps", "slice_end_out_of_bounds", "slice_neg", "softmax_axis_1", "softmax_default_axis",
        "softmax_negative_axis", "softplus", "sqrt", "squeeze", "squeeze_negative_axes", "sub", "sub_bcast", "sum_two_inputs",
        "tanh", "transpose_all_permutations_3", "transpose_default", "unsqueeze_axis_1", "unsqueeze_negative_axes",
    ];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Agrees(string name)
    {
        string folder = Path.Combine(Folder, $"test_{name}");
        Assert.SkipUnless(Directory.Exists(folder), $"The ONNX node tests are not installed: there is no {folder}.");
        Onnx.ModelProto model = Onnx.ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        string data = Path.Combine(folder, "test_data_set_0");

        // Training knows networks of one input; the other inputs of a node test become initializers.
        for (int i = model.Graph.Input.Count - 1; i > 0; i--)
        {
            Onnx.TensorProto value = Read(Path.Combine(data, $"input_{i}.pb"));
            value.Name = model.Graph.Input[i].Name;
            model.Graph.Initializer.Add(value);
            model.Graph.Input.RemoveAt(i);
        }

        Onnx.TensorProto input = Read(Path.Combine(data, "input_0.pb")), expected = Read(Path.Combine(data, "output_0.pb"));
        using var live = new LiveTensors();
        using DisposeScope scope = NewDisposeScope();
        using var network = new TorchNetwork(Network.FromBytes(model.ToByteArray()), new TorchNetworkOptions());
        Tensor output = network.Forward(tensor(Floats(input)).reshape([.. input.Dims]), training: false);
        Assert.Equal(expected.Dims, output.shape);
        Golden.Near(Floats(expected), output.ToFloats(), 1e-4);
    }

    private static Onnx.TensorProto Read(string path) => Onnx.TensorProto.Parser.ParseFrom(File.ReadAllBytes(path));

    private static float[] Floats(Onnx.TensorProto proto) => proto.DataType switch
    {
        1 => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(proto.RawData.Span).ToArray(),
        6 => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, int>(proto.RawData.Span).ToArray().Select(v => (float)v)],
        7 => [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(proto.RawData.Span).ToArray().Select(v => (float)v)],
        var other => throw new NotSupportedException($"Element type {other}."),
    };
}
