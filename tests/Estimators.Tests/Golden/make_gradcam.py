"""Golden Grad-CAM map of a small network, from PyTorch (written with 1.13.1, CPU). Run: python3 make_gradcam.py"""
import json
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))


def weights(start, *shape):
    count = 1
    for size in shape:
        count *= size
    return torch.sin(torch.arange(count, dtype=torch.float64) * 0.7 + start).reshape(shape).float() * 0.5


def main():
    picture = torch.tensor([(i * 37) % 256 for i in range(3 * 8 * 12)], dtype=torch.float32).reshape(1, 3, 8, 12) / 255
    conv, dense = weights(1, 5, 3, 3, 3), weights(2, 4, 5 * 3 * 5)
    result = {}
    for label in range(4):
        maps = F.relu(F.conv2d(picture, conv, weights(3, 5))).detach().requires_grad_()
        logits = F.linear(F.max_pool2d(maps, 2).flatten(1), dense, weights(4, 4))
        logits[0, label].backward()
        cam = F.relu((maps.detach() * maps.grad.mean((2, 3), keepdim=True)).sum(1, keepdim=True))
        large = F.interpolate(cam, size=(8, 12), mode="bilinear", align_corners=False)
        result[f"class{label}"] = [round(v, 6) for v in large.flatten().tolist()]
    result["probabilities"] = [round(v, 6) for v in logits.softmax(1).flatten().tolist()]
    with open(os.path.join(HERE, "gradcam.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, separators=(",", ":"))
        f.write("\n")


main()
