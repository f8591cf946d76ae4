"""The peer of the GPU benchmark: a training step in PyTorch, eager or compiled, on the same GPU.

Usage: python3 peer.py mnist|vgg16|resnet50 float32|tf32|bfloat16 [--batch N] [--compile]

Prints "ready", then for every line on standard input does one round and prints the median milliseconds of a training
step. Channels-last, Adam, as our side. tf32 lets convolutions and matrix products round their factors to TF32, float32
does not; bfloat16 means autocast: they are in bfloat16, parameters and loss in float32.
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


class Bottleneck(nn.Module):
    """1 x 1, 3 x 3 (which strides), 1 x 1, and a shortcut: ResNet v1.5."""

    def __init__(self, channels, width, stride):
        super().__init__()
        out = 4 * width
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, width, 3, stride, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True),
            nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Identity() if stride == 1 and channels == out else nn.Sequential(
            nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.layers(x) + self.shortcut(x), inplace=True)


def resnet50():
    layers = [nn.Conv2d(3, 64, 7, 2, padding=3, bias=False), nn.BatchNorm2d(64), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for width, blocks, stride in [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)]:
        for block in range(blocks):
            layers.append(Bottleneck(channels, width, stride if block == 0 else 1))
            channels = 4 * width
    layers += [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2048, 1000)]
    return nn.Sequential(*layers), (3, 224, 224), 1000, 25_557_032


NETWORKS = {"mnist": mnist, "vgg16": vgg16, "resnet50": resnet50}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("network", choices=list(NETWORKS))
    parser.add_argument("precision", choices=["float32", "tf32", "bfloat16"])
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--device", default="cuda")
    options = parser.parse_args()

    torch.manual_seed(1)
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = options.precision == "tf32"
    network, shape, classes, parameters = NETWORKS[options.network]()
    assert sum(p.numel() for p in network.parameters()) == parameters
    network = network.to(options.device).to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    images = torch.rand(options.batch, *shape).to(options.device).to(memory_format=torch.channels_last)
    labels = torch.randint(0, classes, (options.batch,)).to(options.device)
    run = torch.compile(network) if options.compile else network

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(options.device, torch.bfloat16, enabled=options.precision == "bfloat16"):
            output = run(images)
        loss = F.cross_entropy(output.float(), labels)
        loss.backward()
        optimizer.step()

    print("ready", flush=True)
    for _ in sys.stdin:
        seconds = []
        for _ in range(STEPS_PER_ROUND):
            start = time.perf_counter()
            step()
            if options.device == "cuda":
                torch.cuda.synchronize()
            seconds.append(time.perf_counter() - start)
        print(1000 * statistics.median(seconds), flush=True)


if __name__ == "__main__":
    main()
