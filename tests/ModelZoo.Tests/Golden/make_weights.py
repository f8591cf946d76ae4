"""Small files of weights in every format, for WeightFormatTests: /usr/bin/python3 make_weights.py (PyTorch 1.13).

They hold the state of the same small network, its numbers from the formula in make_architectures.py.
"""
import collections
import json
import os
import struct

import numpy as np
import torch
from torch import nn

from make_architectures import fill

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "weights")


def safetensors(path, state, kind):
    header, data = {"__metadata__": {"source": "make_weights.py"}}, b""
    for name, t in state.items():
        if name.endswith("num_batches_tracked"):
            dtype, raw = "I64", t.numpy().tobytes()
        elif kind == "BF16":
            dtype, raw = kind, t.to(torch.bfloat16).view(torch.int16).numpy().tobytes()
        else:
            dtype, raw = kind, t.numpy().astype({"F32": "<f4", "F16": "<f2", "F64": "<f8"}[kind]).tobytes()
        header[name] = {"dtype": dtype, "shape": list(t.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def main():
    os.makedirs(HERE, exist_ok=True)
    net = nn.Sequential(collections.OrderedDict(
        conv=nn.Conv2d(3, 4, 3), bn=nn.BatchNorm2d(4), relu=nn.ReLU(), pool=nn.AdaptiveAvgPool2d(1), flat=nn.Flatten(),
        fc=nn.Linear(4, 5)))
    fill(net)
    state = net.state_dict()
    arrays = {k: v.numpy() for k, v in state.items()}
    at = lambda name: os.path.join(HERE, name)
    torch.save(state, at("plain.pth"))
    torch.save(state, at("old.pth"), _use_new_zipfile_serialization=False)
    torch.save(net.half().state_dict(), at("half.pth"))
    fill(net.float())

    # One storage seen through three views, one of them transposed; and channels-last.
    whole = torch.arange(24, dtype=torch.float32)
    torch.save({"middle": whole[4:8], "turned": whole.reshape(4, 6).t(), "all": whole,
                "last": torch.arange(2 * 3 * 2 * 2.).reshape(2, 3, 2, 2).contiguous(memory_format=torch.channels_last)},
               at("views.pth"))
    torch.save({"epoch": 3, "lr": 0.1, "state_dict": {"module." + k: nn.Parameter(v) if v.is_floating_point() else v
                                                      for k, v in state.items()},
                "done": [True, None, (1, 2)]}, at("checkpoint.pth"))
    torch.save(net, at("network.pth"))
    np.savez(at("stored.npz"), **arrays)
    np.savez_compressed(at("packed.npz"), **{k: np.asfortranarray(v) for k, v in arrays.items()})
    np.savez(at("objects.npz"), a=np.array([{}], dtype=object))
    for kind in ["F32", "F16", "BF16", "F64"]:
        safetensors(at(kind.lower() + ".safetensors"), state, kind)


if __name__ == "__main__":
    main()
