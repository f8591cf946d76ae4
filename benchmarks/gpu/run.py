"""Training steps of our side and of PyTorch eager on one GPU, rounds in turn; prints a Markdown table."""

import os
import statistics
import subprocess
import sys

import torch

ROUNDS = 7
HERE = os.path.dirname(os.path.abspath(__file__))
CASES = [("mnist", "float32", 128), ("mnist", "bfloat16", 128), ("vgg16", "float32", 64), ("vgg16", "bfloat16", 64)]


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


def main():
    properties = torch.cuda.get_device_properties(0)
    print(f"GPU: {properties.name}, {properties.total_memory / 2**30:.0f} GiB; PyTorch {torch.__version__}, CUDA {torch.version.cuda}.  ")
    print("Command: `benchmarks/gpu/run.sh`\n")
    print("| training step | batch | ours, median ms (min to max) | PyTorch eager, median ms (min to max) | PyTorch / ours |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    for network, precision, batch in CASES:
        ours = Contestant(os.path.join(HERE, "app", "MlNetDeep.Benchmarks.Gpu"), "serve", network, precision, str(batch))
        peer = Contestant(sys.executable, os.path.join(HERE, "peer.py"), network, precision, "--batch", str(batch))
        ours.round(), peer.round()
        figures = [(ours.round(), peer.round()) for _ in range(ROUNDS)]
        ours.end(), peer.end()
        mine, theirs = zip(*figures)
        ratio = statistics.median(p / o for o, p in figures)
        print(f"| {network}, {precision} | {batch} | {spread(mine)} | {spread(theirs)} | {ratio:.2f} |", flush=True)


def spread(figures):
    return f"{statistics.median(figures):.2f} ({min(figures):.2f} to {max(figures):.2f})"


if __name__ == "__main__":
    main()
