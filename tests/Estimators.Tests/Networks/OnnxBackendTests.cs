using System.Text;
using MlNetDeep.Estimators.Networks;
using MlNetDeep.Estimators.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Tests.Networks;

/// <summary>
/// The ONNX project's own backend tests, where they are installed (Debian: libonnx-testdata), through the interpreter:
/// each gives the published numbers, or is refused for the reason that Golden/onnx_backend.txt lists. No number may be
/// wrong without a word. MLNETDEEP_APPROVE=1 writes the list anew.
/// </summary>
public class OnnxBackendTests
{
    private const string Random = "it draws random numbers: only shapes are compared";

    [Fact]
    public void EveryCaseGivesThePublishedNumbersOrIsRefusedForAListedReason()
    {
        Assert.SkipUnless(BackendCases.AreInstalled, "The ONNX backend tests (Debian: libonnx-testdata) are not installed.");
        var refused = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        var wrong = new List<string>();
        int passed = 0, all = 0;
        using (new LiveTensors())
        {
            foreach (BackendCase test in BackendCases.All())
            {
                all++;
                string? problem = null, reason = null;
                try
                {
                    problem = Run(test);
                }
                catch (DeepLearningException e)
                {
                    reason = Reason(e, test);
                }

                reason ??= problem == Random ? Random : null;
                if (reason is not null)
                {
                    (refused.TryGetValue(reason, out List<string>? names) ? names : refused[reason] = []).Add(test.Name);
                }
                else if (problem is not null)
                {
                    wrong.Add($"{test.Name}: {problem}");
                }
                else
                {
                    passed++;
                }
            }
        }

        var text = new StringBuilder().Append($"{passed} of {all} give the published numbers.\n");
        foreach ((string reason, List<string> names) in refused)
        {
            text.Append($"\n# {reason}\n").AppendJoin('\n', names.Order(StringComparer.Ordinal)).Append('\n');
        }

        string path = Checkout.File("tests", "Estimators.Tests", "Golden", "onnx_backend.txt");
        if (Environment.GetEnvironmentVariable("MLNETDEEP_APPROVE") == "1")
        {
            File.WriteAllText(path, text.ToString());
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong, {passed} of {all} right:\n{string.Join('\n', wrong)}");
        Assert.Equal(File.ReadAllText(path), text.ToString());
    }

    private static string? Run(BackendCase test)
    {
        using DisposeScope scope = NewDisposeScope();
        (Network network, NetworkTensor input, NetworkTensor[] expected) = test.Load();
        using var torchNetwork = new TorchNetwork(network, new TorchNetworkOptions { AllOutputs = true });
        ForwardPass pass = test.IsTraining ? ForwardPass.Detached : ForwardPass.Inference;
        Tensor[] outputs = torchNetwork.ForwardAll(TensorData.ToTorch(input), pass);
        for (int i = 0; i < outputs.Length; i++)
        {
            using Tensor wanted = TensorData.ToTorch(expected[i]), found = outputs[i];
            if (!wanted.shape.SequenceEqual(found.shape))
            {
                return $"output {i} has shape [{string.Join(", ", found.shape)}], not [{string.Join(", ", wanted.shape)}]";
            }

            if (wanted.is_floating_point() != found.is_floating_point() || (!wanted.is_floating_point() && wanted.dtype != found.dtype))
            {
                return $"output {i} is {found.dtype}, not {wanted.dtype}";
            }

            if (Difference(wanted, found) is { } difference)
            {
                return test.IsTraining && torchNetwork.UsesDropout ? Random : $"output {i}: {difference}";
            }
        }

        return null;
    }

    private static string? Difference(Tensor wanted, Tensor found)
    {
        double tolerance = wanted.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? 1e-2 : wanted.is_floating_point() ? 1e-4 : 0;
        double[] right = TensorData.ToDoubles(wanted), ours = TensorData.ToDoubles(found);
        for (int i = 0; i < right.Length; i++)
        {
            bool same = right[i] == ours[i] || (double.IsNaN(right[i]) && double.IsNaN(ours[i]))
                || Math.Abs(right[i] - ours[i]) <= tolerance * Math.Max(1, Math.Abs(right[i]));
            if (!same)
            {
                return $"element {i} is {ours[i]}, not {right[i]}";
            }
        }

        return null;
    }

    // Without what names the case: names of nodes and values.
    private static string Reason(DeepLearningException error, BackendCase test)
    {
        string message = error.Message.Replace("The bytes: ", "", StringComparison.Ordinal);
        return error switch
        {
            UnsupportedOperatorException e => $"{e.OpType}: {message[(message.IndexOf("): ", StringComparison.Ordinal) + 3)..]}",
            NetworkFormatException => System.Text.RegularExpressions.Regex.Replace(message, "(?<= )'[^']*'", "..."),
            _ => $"{test.Name}: {message}",
        };
    }
}
