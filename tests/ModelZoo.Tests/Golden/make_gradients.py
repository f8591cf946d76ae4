"""Gradients of the zoo's architectures in PyTorch, for ZooGradientTests of the estimators.

    /usr/bin/python3 make_gradients.py     (writes gradients.json beside itself; PyTorch 1.13)

Networks, weights and images are those of make_architectures.py; normalizations take the statistics of the batch, and
dropout is off; all in double precision. Of each parameter's gradient two numbers are kept: its length, and its product with value("grad." + name).
"""
import json
import os

import numpy as np
import torch
from torch import nn

from make_architectures import CASES, fill, value

HERE = os.path.dirname(os.path.abspath(__file__))
SIZES = {"alexnet_2012": (99, 111), "squeezenet1_1": (64, 64), "mobilenet_v2": (64, 64), "googlenet": (64, 64),
         "resnet18": (64, 64), "resnet50": (64, 64), "cifar_resnet20": (32, 32),
         "mobilenet_v3_small": (64, 64), "efficientnet_b0": (64, 64), "densenet121": (64, 64), "convnext_tiny": (64, 64),
         "vit_b_16": (48, 64), "unet": (32, 16)}


def main():
    torch.set_num_threads(1)
    result = []
    for name, _, _, make in CASES:
        if name not in SIZES:
            continue
        height, width = SIZES[name]
        network = fill(make(5)).double().train()
        for m in network.modules():
            if isinstance(m, nn.Dropout):
                m.p = 0.0
        x = torch.from_numpy((4 * value("input", 4 * 3 * height * width)).astype(np.float32)).reshape(4, 3, height, width).double()
        out = network(x)
        out = out[0] if isinstance(out, tuple) else out
        (out * torch.from_numpy(value("loss", out.numel()).astype(np.float32)).reshape(out.shape).double()).sum().backward()
        gradients = {}
        for n, p in network.named_parameters():
            if p.grad is None:
                continue
            g = p.grad.flatten().double().numpy()
            gradients[n] = [float(f"{v:.7g}") for v in (np.sqrt((g * g).sum()), (g * value("grad." + n, g.size)).sum())]
        result.append({"name": name, "height": height, "width": width, "gradients": gradients})
        print(name, len(gradients))
    with open(os.path.join(HERE, "gradients.json"), "w") as f:
        f.write("[\n" + ",\n".join(json.dumps(r) for r in result) + "\n]\n")


if __name__ == "__main__":
    main()
