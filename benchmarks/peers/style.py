"""The peer of the benchmark of style transfer: a step at 256 x 256 pixels with SqueezeNet 1.1 and Adam, in PyTorch, eager.

Usage: python3 style.py [--threads 2]

Prints "ready", then for every line on standard input does 12 steps and prints the median milliseconds of one. The layers,
losses and weights are those of MlNetDeep's defaults.
"""

import argparse
import statistics
import sys
import time

import torch
from torch import nn


class Fire(nn.Module):
    def __init__(self, channels, squeeze, expand):
        super().__init__()
        self.squeeze = nn.Conv2d(channels, squeeze, 1)
        self.one = nn.Conv2d(squeeze, expand, 1)
        self.three = nn.Conv2d(squeeze, expand, 3, padding=1)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.relu(self.squeeze(x))
        return torch.cat([self.relu(self.one(x)), self.relu(self.three(x))], 1)


class Features(nn.Module):
    """SqueezeNet 1.1 up to its ninth layer; gives the values of the layers that are compared."""

    def __init__(self):
        super().__init__()
        pool = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.layers = nn.Sequential(
            nn.Conv2d(3, 64, 3, 2), nn.ReLU(inplace=True), pool, Fire(64, 16, 64), Fire(128, 16, 64), pool,
            Fire(128, 32, 128), Fire(256, 32, 128), pool, Fire(256, 48, 192))
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))

    def forward(self, x):
        x = (x - self.mean) / self.deviation
        values = {}
        for i, layer in enumerate(self.layers):
            x = layer(x)
            values[i] = x
        return [values[i] for i in (1, 3, 4, 6, 7, 9)], values[6]


def gram(values):
    table = values.flatten(2)[0]
    return table @ table.t() / table.shape[1]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    network = Features().eval().requires_grad_(False)
    content = torch.rand(1, 3, 256, 256)
    with torch.no_grad():
        grams = [gram(v) for v in network(torch.rand(1, 3, 256, 256))[0]]
        target = network(content)[1]
    units = [1 / (len(grams) * (g ** 2).sum().item()) for g in grams]
    unit = 1 / (target ** 2).sum().item()

    def work(steps=12):
        picture = content.clone().requires_grad_()
        optimizer = torch.optim.Adam([picture], lr=0.03)
        milliseconds = []
        for _ in range(steps):
            start = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            style, middle = network(picture)
            loss = 50 * sum(((gram(v) - g) ** 2).sum() * u for v, g, u in zip(style, grams, units))
            loss = loss + ((middle - target) ** 2).sum() * unit
            across, down = picture[..., 1:] - picture[..., :-1], picture[..., 1:, :] - picture[..., :-1, :]
            loss = loss + 100 * ((across ** 2).mean() + (down ** 2).mean())
            loss.backward()
            optimizer.step()
            with torch.no_grad():
                picture.clamp_(0, 1)
            milliseconds.append(1000 * (time.perf_counter() - start))
        return statistics.median(milliseconds)

    print("ready", flush=True)
    for _ in sys.stdin:
        print(work(), flush=True)


if __name__ == "__main__":
    main()
