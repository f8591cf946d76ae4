"""The peer of the GPU benchmark: a training step in PyTorch, eager mode, on the same GPU.

Usage: python3 peer.py mnist|vgg16 float32|bfloat16 [--batch N]

Prints "ready", then for every line on standard input does one round and prints the median milliseconds of a training
step. Channels-last, Adam, as our side. bfloat16 means autocast: convolutions and matrix products in bfloat16,
parameters and loss in float32.
"""

import argparse
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

STEPS_PER_ROUND = 30
VGG16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]


def mnist():
    network = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10))
    return network, (1, 28, 28), 10, 93_322


def vgg16():
    layers, channels = [], 3
    for width in VGG16:
        if width == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
    layers += [
        nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(4096, 1000)]
    return nn.Sequential(*layers), (3, 224, 224), 1000, 138_357_544


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network", choices=["mnist", "vgg16"])
    parser.add_argument("precision", choices=["float32", "bfloat16"])
    parser.add_argument("--batch", type=int, default=64)
    options = parser.parse_args()

    torch.manual_seed(1)
    network, shape, classes, parameters = mnist() if options.network == "mnist" else vgg16()
    assert sum(p.numel() for p in network.parameters()) == parameters
    network = network.cuda().to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    images = torch.rand(options.batch, *shape).cuda().to(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (options.batch,)).cuda()

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16, enabled=options.precision == "bfloat16"):
            output = network(images)
        loss = F.cross_entropy(output.float(), labels)
        loss.backward()
        optimizer.step()

    print("ready", flush=True)
    for _ in sys.stdin:
        seconds = []
        for _ in range(STEPS_PER_ROUND):
            start = time.perf_counter()
            step()
            torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
        print(1000 * statistics.median(seconds), flush=True)


if __name__ == "__main__":
    main()
