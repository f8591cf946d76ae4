"""Training steps of our side and of PyTorch, eager and compiled, on one GPU, rounds in turn; prints a Markdown table.

Usage: python3 run.py [mnist] [vgg16] [resnet50]    (default: all three; needs what run.sh sets)
"""

import ctypes
import os
import statistics
import subprocess
import sys

import torch

ROUNDS = 7
HERE = os.path.dirname(os.path.abspath(__file__))
PRECISIONS = ["float32", "tf32", "bfloat16"]
BATCHES = {"mnist": 128}


class Contestant:
    """A process that prints "ready", then a figure for every line it reads."""

    def __init__(self, *command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        while self.line() != "ready":
            pass

    def line(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args} ended without a figure")
        return line.strip()

    def round(self):
        self.process.stdin.write("round\n")
        self.process.stdin.flush()
        while True:
            try:
                return float(self.line())
            except ValueError:
                pass

    def end(self):
        self.process.stdin.close()
        self.process.wait(30)


def fit():
    """TorchSharp's library was built for another release of libtorch; a function is bound when it is first called."""
    try:
        ctypes.CDLL(os.path.join(HERE, "app", "libLibTorchSharp.so"), mode=os.RTLD_NOW)
        return "has every function that TorchSharp's library calls"
    except OSError as error:
        return f"lacks functions that TorchSharp's library could call, first of all: {error}"


def main():
    properties = torch.cuda.get_device_properties(0)
    print(f"GPU: {properties.name}, {properties.total_memory / 2**30:.0f} GiB; PyTorch {torch.__version__}, CUDA {torch.version.cuda}.  ")
    print(f"This PyTorch {fit()}.  ")
    print("Command: `benchmarks/gpu/run.sh`; median milliseconds of a step (min to max), channels-last\n")
    print("| training step | batch | ours | PyTorch, eager | PyTorch, compiled | eager / ours | compiled / ours |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    names = sys.argv[1:] or ["mnist", "vgg16", "resnet50"]
    for network, precision in [(network, precision) for network in names for precision in PRECISIONS]:
        batch = str(BATCHES.get(network, 64))
        peer = (sys.executable, os.path.join(HERE, "peer.py"), network, precision, "--batch", batch)
        contestants = [
            Contestant(os.path.join(HERE, "app", "MlNetDeep.Benchmarks.Gpu"), "serve", network, precision, batch),
            Contestant(*peer), Contestant(*peer, "--compile")]
        for contestant in contestants:
            contestant.round()
        rounds = [[contestant.round() for contestant in contestants] for _ in range(ROUNDS)]
        for contestant in contestants:
            contestant.end()
        figures = " | ".join(spread(column) for column in zip(*rounds))
        ratios = " | ".join(f"{statistics.median(row[i] / row[0] for row in rounds):.2f}" for i in (1, 2))
        print(f"| {network}, {precision} | {batch} | {figures} | {ratios} |", flush=True)


def spread(figures):
    return f"{statistics.median(figures):.2f} ({min(figures):.2f} to {max(figures):.2f})"


if __name__ == "__main__":
    main()
