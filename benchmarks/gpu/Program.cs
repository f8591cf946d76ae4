using System.Globalization;
using MlNetDeep.Benchmarks.Gpu;

// MlNetDeep.Benchmarks.Gpu serve mnist|vgg16|resnet50 float32|tf32|bfloat16 BATCH [DEVICE]
// Rounds of a training step, one for each line read.
switch (args)
{
    case ["serve", var network, var precision, var batch, .. var device]:
        var step = new TrainingStep(network, precision, int.Parse(batch, CultureInfo.InvariantCulture), device is [var name] ? name : "cuda");
        Console.WriteLine("ready");
        while (Console.ReadLine() is not null)
            Console.WriteLine(step.Run().ToString("R", CultureInfo.InvariantCulture));
        return 0;
    default:
        Console.Error.WriteLine("serve mnist|vgg16|resnet50 float32|tf32|bfloat16 BATCH [DEVICE]");
        return 2;
}
