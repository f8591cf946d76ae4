using System.Diagnostics;
using MlNetDeep.Benchmarks.Rounds;
using MlNetDeep.Benchmarks.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MlNetDeep.Benchmarks.Plain;

/// <summary>The median milliseconds of a step of a DCGAN at 64 x 64, discriminator and generator, with batches of 32.</summary>
internal sealed class PlainGanRound : IRound
{
    private const int BatchSize = 32, Steps = 4;

    private readonly Module<Tensor, Tensor> _generator = PlainNetworks.Checked(PlainNetworks.Generator(), 3_576_704);
    private readonly Module<Tensor, Tensor> _discriminator = PlainNetworks.Checked(PlainNetworks.Discriminator(), 2_765_568);
    private readonly Loss<Tensor, Tensor, Tensor> _loss = BCEWithLogitsLoss();
    private readonly optim.Optimizer _generatorSteps;
    private readonly optim.Optimizer _discriminatorSteps;
    private readonly Tensor _real;
    private readonly Tensor _ones;
    private readonly Tensor _zeros;

    public PlainGanRound(int threads)
    {
        set_num_threads(threads);
        _real = rand(BatchSize, 3, 64, 64);
        _ones = ones(BatchSize);
        _zeros = zeros(BatchSize);
        _generatorSteps = optim.Adam(_generator.parameters(), 2e-4, 0.5, 0.999);
        _discriminatorSteps = optim.Adam(_discriminator.parameters(), 2e-4, 0.5, 0.999);
    }

    public double Run()
    {
        var milliseconds = new List<double>();
        for (int i = 0; i < Steps; i++)
        {
            long start = Stopwatch.GetTimestamp();
            using (DisposeScope scope = NewDisposeScope())
                Step();
            milliseconds.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        return Outcome.Median(milliseconds);
    }

    public void Dispose()
    {
        _generatorSteps.Dispose();
        _discriminatorSteps.Dispose();
        _generator.Dispose();
        _discriminator.Dispose();
    }

    private void Step()
    {
        _discriminatorSteps.zero_grad();
        _loss.call(_discriminator.call(_real).view(-1), _ones).backward();
        Tensor fake = _generator.call(randn(BatchSize, 100, 1, 1));
        _loss.call(_discriminator.call(fake.detach()).view(-1), _zeros).backward();
        _discriminatorSteps.step();
        _generatorSteps.zero_grad();
        _loss.call(_discriminator.call(fake).view(-1), _ones).backward();
        _generatorSteps.step();
    }
}
