"""Logits of real CIFAR ResNet-20 weights in PyTorch, for RealWeightTests.

    MLNETDEEP_DATA=... /usr/bin/python3 make_real.py     (writes real.json beside itself)
"""
import json
import os
import struct

import numpy as np
import torch

from make_architectures import cifar_resnet, value

HERE = os.path.dirname(os.path.abspath(__file__))


def read(path):
    with open(path, "rb") as f:
        raw = f.read()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8:8 + size])
    return {n: torch.from_numpy(np.frombuffer(raw[8 + size:][slice(*e["data_offsets"])], "<f4").reshape(e["shape"]).copy())
            for n, e in header.items() if n != "__metadata__"}


network = cifar_resnet(20)(10)
state = read(os.path.join(os.environ["MLNETDEEP_DATA"], "models", "cifar10-resnet20.safetensors"))
missing, unexpected = network.load_state_dict(state, strict=False)
assert not unexpected and all(m.endswith("num_batches_tracked") for m in missing)
x = torch.from_numpy((4 * value("input", 2 * 3 * 32 * 32)).astype(np.float32)).reshape(2, 3, 32, 32)
with torch.no_grad():
    logits = network.eval()(x).flatten().tolist()
with open(os.path.join(HERE, "real.json"), "w") as f:
    json.dump({"cifar_resnet20": [float(f"{v:.7g}") for v in logits]}, f)
    f.write("\n")
