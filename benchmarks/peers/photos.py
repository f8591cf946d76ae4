"""The peers of the benchmarks with photos: the 150 x 150 convnet (3,453,121 parameters) and VGG-16 in PyTorch, eager.

Usage: python3 photos.py conv150-step|vgg16-features|vgg16-step [--threads 2]

Prints "ready", then for every line on standard input does one round and prints its figure: for a step the median
milliseconds, for "vgg16-features" the seconds that 16 images take in batches of 8 without gradients.
"""

import argparse
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

VGG16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]


def conv150():
    layers, channels = [], 3
    for width in (32, 64, 128, 128):
        layers += [nn.Conv2d(channels, width, 3), nn.ReLU(), nn.MaxPool2d(2)]
        channels = width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(6272, 512), nn.ReLU(), nn.Linear(512, 1))


def vgg16_features():
    layers, channels = [], 3
    for width in VGG16:
        if width == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
            channels = width
    return nn.Sequential(*layers)


def vgg16():
    return nn.Sequential(
        vgg16_features(), nn.Flatten(),
        nn.Linear(512 * 7 * 7, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5),
        nn.Linear(4096, 4096), nn.ReLU(inplace=True), nn.Dropout(0.5), nn.Linear(4096, 1000))


def median_step(network, images, loss, steps):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    milliseconds = []
    for _ in range(steps):
        start = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss(network(images)).backward()
        optimizer.step()
        milliseconds.append(1000 * (time.perf_counter() - start))
    return statistics.median(milliseconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["conv150-step", "vgg16-features", "vgg16-step"])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)

    if options.what == "conv150-step":
        network, images, labels = conv150(), torch.rand(32, 3, 150, 150), torch.randint(0, 2, (32, 1)).float()
        assert sum(p.numel() for p in network.parameters()) == 3_453_121
        def work():
            return median_step(network, images, lambda out: F.binary_cross_entropy_with_logits(out, labels), 6)
    elif options.what == "vgg16-step":
        network, images, labels = vgg16(), torch.rand(4, 3, 224, 224), torch.randint(0, 1000, (4,))
        assert sum(p.numel() for p in network.parameters()) == 138_357_544
        def work():
            return median_step(network, images, lambda out: F.cross_entropy(out, labels), 2)
    else:
        network, images = vgg16_features().eval(), torch.rand(16, 3, 224, 224)
        def work():
            start = time.perf_counter()
            with torch.no_grad():
                for batch in images.split(8):
                    F.adaptive_avg_pool2d(network(batch), 1).flatten(1)
            return time.perf_counter() - start

    print("ready", flush=True)
    for _ in sys.stdin:
        print(work(), flush=True)


if __name__ == "__main__":
    main()
