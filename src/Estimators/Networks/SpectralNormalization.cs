using TorchSharp;
using static TorchSharp.torch;

namespace MlNetDeep.Estimators.Networks;

/// <summary>
/// Divides each weight by its largest singular value, which bounds how fast the network's output can change. The value
/// is found by one step of power iteration in each training pass, from where the last one ended.
/// </summary>
/// <remarks>
/// The weight is taken as a matrix of its first dimension by all others. Source: Miyato et al., "Spectral Normalization
/// for Generative Adversarial Networks", 2018.
/// </remarks>
internal sealed class SpectralNormalization : IDisposable
{
    private const int FirstIterations = 15;
    private const double Epsilon = 1e-12;

    private readonly Tensor?[] _left;

    /// <summary>Starts from fixed vectors, and comes near the singular values.</summary>
    /// <param name="views">The trained parameters.</param>
    public SpectralNormalization(Tensor[] views)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        _left = new Tensor?[views.Length];
        for (int i = 0; i < views.Length; i++)
        {
            if (views[i].ndim < 2)
            {
                continue;
            }

            var start = new float[views[i].size(0)];
            LatentNoise.Fill(i, start);
            _left[i] = scope.Detach(Unit(tensor(start).to(views[i].device, copy: true)));
            for (int k = 0; k < FirstIterations; k++)
            {
                Iterate(_left[i]!, Matrix(views[i]));
            }
        }
    }

    /// <summary>The singular vectors: what a checkpoint must hold.</summary>
    public IEnumerable<Tensor> State => _left.OfType<Tensor>();

    /// <summary>The normalized parameter.</summary>
    /// <param name="index">Its number among the trained parameters.</param>
    /// <param name="view">The parameter.</param>
    /// <param name="training">Whether to take a step of power iteration first.</param>
    public Tensor Apply(int index, Tensor view, bool training)
    {
        if (_left[index] is not { } left)
        {
            return view;
        }

        Tensor matrix = Matrix(view), right;
        using (no_grad())
        {
            if (training)
            {
                Iterate(left, matrix.detach());
            }

            right = Unit(matrix.detach().t().mv(left));
        }

        // A pass keeps the vectors for its gradient while the next one moves them.
        Tensor value = left.detach().clone().dot(matrix.mv(right));
        return view.div(value);
    }

    public void Dispose()
    {
        foreach (Tensor left in State)
        {
            left.Dispose();
        }
    }

    private static Tensor Matrix(Tensor view) => view.reshape(view.size(0), -1);

    private static Tensor Unit(Tensor vector) => vector.div(vector.norm().add(S(Epsilon), S(1)));

    private static void Iterate(Tensor left, Tensor matrix)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor right = Unit(matrix.t().mv(left));
        left.copy_(Unit(matrix.mv(right)));
    }
}
