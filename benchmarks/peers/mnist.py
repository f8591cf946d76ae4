"""The peer of the training benchmarks: the MNIST convnet (93,322 parameters) in PyTorch, eager mode.

Usage: python3 mnist.py step|epoch FOLDER [--threads 2] [--batch 128]

Prints "ready", then for every line on standard input does one round and prints its figure: for "step" the median
milliseconds of a training step, for "epoch" the seconds of one epoch over the 60,000 digits with a DataLoader.
"""

import argparse
import statistics
import sys
import time

import numpy
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

STEPS_PER_ROUND = 40


def read_idx(folder, kind):
    images = numpy.fromfile(f"{folder}/{kind}-images-idx3-ubyte", dtype=numpy.uint8, offset=16).reshape(-1, 1, 28, 28)
    labels = numpy.fromfile(f"{folder}/{kind}-labels-idx1-ubyte", dtype=numpy.uint8, offset=8)
    return images, labels


def convnet():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(64, 64, 3), nn.ReLU(), nn.Flatten(),
        nn.Linear(576, 64), nn.ReLU(), nn.Linear(64, 10))


def train_step(network, optimizer, images, labels):
    optimizer.zero_grad(set_to_none=True)
    loss = F.cross_entropy(network(images), labels)
    loss.backward()
    optimizer.step()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["step", "epoch"])
    parser.add_argument("folder")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=128)
    options = parser.parse_args()

    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    images, labels = read_idx(options.folder, "train")
    images = torch.from_numpy(images).float().div_(255)
    labels = torch.from_numpy(labels.astype(numpy.int64))
    network = convnet()
    assert sum(p.numel() for p in network.parameters()) == 93_322
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    loader = DataLoader(TensorDataset(images, labels), batch_size=options.batch, shuffle=True)

    print("ready", flush=True)
    for _ in sys.stdin:
        if options.what == "step":
            seconds = []
            for step in range(STEPS_PER_ROUND):
                first = step * options.batch
                batch, truth = images[first:first + options.batch], labels[first:first + options.batch]
                start = time.perf_counter()
                train_step(network, optimizer, batch, truth)
                seconds.append(time.perf_counter() - start)
            print(1000 * statistics.median(seconds), flush=True)
        else:
            start = time.perf_counter()
            for batch, truth in loader:
                train_step(network, optimizer, batch, truth)
            print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main()
