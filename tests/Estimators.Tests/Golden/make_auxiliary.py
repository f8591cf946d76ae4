"""Gradients of GoogLeNet trained with its auxiliary heads in PyTorch, for AuxiliaryLossTests.

    /usr/bin/python3 make_auxiliary.py     (writes auxiliary.json beside itself; PyTorch 1.13)

The network, its weights and the images are those of tests/ModelZoo.Tests/Golden/make_gradients.py. The loss is the
cross-entropy of the result and, with a weight, those of the two other heads. Of each gradient two numbers are kept, as there.
"""
import json
import os
import sys

import numpy as np
import torch
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "ModelZoo.Tests", "Golden"))

from make_architectures import GoogLeNet, fill, value  # noqa: E402

SIZE, CLASSES, LABELS = 64, 5, [3, 0, 4, 1]


def run(weight):
    network = fill(GoogLeNet(True, CLASSES, 16)).double().train()
    for m in network.modules():
        if isinstance(m, nn.Dropout):
            m.p = 0.0
    count = len(LABELS) * 3 * SIZE * SIZE
    x = torch.from_numpy((4 * value("input", count)).astype(np.float32)).reshape(len(LABELS), 3, SIZE, SIZE).double()
    losses = [nn.functional.cross_entropy(o, torch.tensor(LABELS)) for o in network(x)]
    (losses[0] + weight * (losses[1] + losses[2])).backward()
    gradients = {}
    for n, p in network.named_parameters():
        if not n.startswith("aux"):
            g = p.grad.flatten().numpy()
            gradients[n] = [float(f"{v:.7g}") for v in (np.sqrt((g * g).sum()), (g * value("grad." + n, g.size)).sum())]
    return {"weight": weight, "loss": float(f"{losses[0].item():.9g}"), "gradients": gradients}


def main():
    torch.set_num_threads(1)
    result = [run(0.3), run(0.0)]
    with open(os.path.join(HERE, "auxiliary.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in result) + "\n]\n")


if __name__ == "__main__":
    main()
