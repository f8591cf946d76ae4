"""The peers of the benchmarks with GANs: a DCGAN as PyTorch's example has it (at 28 x 28 with a layer of the
discriminator over its whole 7 x 7 grid), eager, channels first.

Usage: python3 gan.py step64|step28|sample64 [--threads 2]

Prints "ready", then for every line on standard input does one round and prints its figure: for a step the median
milliseconds of a discriminator and a generator step, for "sample64" the seconds that 512 images take in batches of 64.
"""

import argparse
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LATENTS, BATCH = 100, {64: 32, 28: 32}


def widths(size):
    """From the image inwards, and the size of the grid inside."""
    return ([64, 128, 256, 512], 4) if size == 64 else ([64, 128], 7)


def generator(size, channels):
    filters, grid = widths(size)
    layers = [nn.ConvTranspose2d(LATENTS, filters[-1], grid, 1, 0, bias=False), nn.BatchNorm2d(filters[-1]), nn.ReLU(True)]
    for wide, narrow in zip(filters[::-1], filters[-2::-1]):
        layers += [nn.ConvTranspose2d(wide, narrow, 4, 2, 1, bias=False), nn.BatchNorm2d(narrow), nn.ReLU(True)]
    return nn.Sequential(*layers, nn.ConvTranspose2d(filters[0], channels, 4, 2, 1, bias=False), nn.Tanh())


def discriminator(size, channels):
    filters, grid = widths(size)
    layers = [nn.Conv2d(channels, filters[0], 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True)]
    for narrow, wide in zip(filters, filters[1:]):
        layers += [nn.Conv2d(narrow, wide, 4, 2, 1, bias=False), nn.BatchNorm2d(wide), nn.LeakyReLU(0.2, inplace=True)]
    last = filters[-1]
    if grid > 4:
        layers += [nn.Conv2d(last, 2 * last, grid, bias=False), nn.BatchNorm2d(2 * last), nn.LeakyReLU(0.2, inplace=True)]
        last, grid = 2 * last, 1
    return nn.Sequential(*layers, nn.Conv2d(last, 1, grid, bias=False))


def weights(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)


class Training:
    def __init__(self, size, channels):
        self.g, self.d = generator(size, channels).apply(weights), discriminator(size, channels).apply(weights)
        if size == 64:
            assert sum(p.numel() for p in self.g.parameters()) == 3_576_704
            assert sum(p.numel() for p in self.d.parameters()) == 2_765_568
        self.optimizers = [torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999)) for net in (self.d, self.g)]
        self.real = torch.rand(BATCH[size], channels, size, size) * 2 - 1

    def step(self):
        count = len(self.real)
        ones, zeros = torch.ones(count), torch.zeros(count)
        self.d.zero_grad(set_to_none=True)
        F.binary_cross_entropy_with_logits(self.d(self.real).view(-1), ones).backward()
        fake = self.g(torch.randn(count, LATENTS, 1, 1))
        F.binary_cross_entropy_with_logits(self.d(fake.detach()).view(-1), zeros).backward()
        self.optimizers[0].step()
        self.g.zero_grad(set_to_none=True)
        F.binary_cross_entropy_with_logits(self.d(fake).view(-1), ones).backward()
        self.optimizers[1].step()

    def round(self, steps):
        milliseconds = []
        for _ in range(steps):
            start = time.perf_counter()
            self.step()
            milliseconds.append(1000 * (time.perf_counter() - start))
        return statistics.median(milliseconds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["step64", "step28", "sample64"])
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    if options.what == "sample64":
        network = generator(64, 3).apply(weights).eval()

        def work():
            start = time.perf_counter()
            with torch.no_grad():
                for _ in range(8):
                    network(torch.randn(64, LATENTS, 1, 1)).add(1).mul(127.5).clamp(0, 255).to(torch.uint8).numpy()
            return time.perf_counter() - start
    else:
        training = Training(64, 3) if options.what == "step64" else Training(28, 1)

        def work():
            return training.round(4 if options.what == "step64" else 12)

    print("ready", flush=True)
    for _ in sys.stdin:
        print(work(), flush=True)


if __name__ == "__main__":
    main()
