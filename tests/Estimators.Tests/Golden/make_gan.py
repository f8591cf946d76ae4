"""Writes gan.json: losses and gradients of a small pair of adversarial networks, computed by PyTorch.

Run with a Python that has PyTorch: python3 make_gan.py
The networks are DCGANs for 16 x 16 grey images with 6 latents and 4 filters; weights and images come from the formula
in tests/ModelZoo.Tests/Golden/make_architectures.py.
"""
import json
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "ModelZoo.Tests", "Golden"))
from make_architectures import value  # noqa: E402

ROWS, LATENTS, FILTERS, SIZE = 5, 6, 4, 16


def tensor(name, shape, scale=1.0, centre=0.0):
    count = int(np.prod(shape))
    return torch.tensor(centre + scale * value(name, count), dtype=torch.float32).reshape(shape)


def fill(module, names):
    """Gives parameters the formula's values under the names that the C# builder gives them."""
    for child, name in names.items():
        layer = module.get_submodule(child)
        for part, parameter in list(layer.named_parameters()) + list(layer.named_buffers()):
            if part == "num_batches_tracked":
                continue
            full, shape = f"{name}.{part}", tuple(parameter.shape)
            if part == "running_var":
                data = tensor(full, shape, 0.5, 1)
            elif len(shape) == 1 and part == "weight":
                data = tensor(full, shape, 0.2, 1)
            elif len(shape) == 1:
                data = tensor(full, shape, 0.1)
            else:
                data = tensor(full, shape, (24.0 / (np.prod(shape) / shape[0])) ** 0.5)
            with torch.no_grad():
                parameter.copy_(data)


def generator():
    g = nn.Sequential(
        nn.ConvTranspose2d(LATENTS, 2 * FILTERS, 4, 1, 0, bias=False), nn.BatchNorm2d(2 * FILTERS), nn.ReLU(),
        nn.ConvTranspose2d(2 * FILTERS, FILTERS, 4, 2, 1, bias=False), nn.BatchNorm2d(FILTERS), nn.ReLU(),
        nn.ConvTranspose2d(FILTERS, 1, 4, 2, 1, bias=False), nn.Tanh())
    fill(g, {"0": "conv_transpose1", "1": "batch_norm1", "3": "conv_transpose2", "4": "batch_norm2", "6": "conv_transpose3"})
    return g


def discriminator(norm, spectral=False):
    wrap = (lambda layer: nn.utils.parametrizations.spectral_norm(layer, n_power_iterations=60)) if spectral else (lambda layer: layer)
    layers = [nn.Conv2d(1, FILTERS, 4, 2, 1, bias=not norm), nn.LeakyReLU(0.2),
              nn.Conv2d(FILTERS, 2 * FILTERS, 4, 2, 1, bias=not norm)]
    names = {"0": "conv1", "2": "conv2"}
    if norm:
        layers.append(nn.BatchNorm2d(2 * FILTERS))
        names["3"] = "batch_norm1"
    layers += [nn.LeakyReLU(0.2), nn.Conv2d(2 * FILTERS, 1, 4, 1, 0, bias=not norm), nn.Flatten()]
    names[str(len(layers) - 2)] = "conv3"
    d = nn.Sequential(*layers)
    fill(d, names)
    for name in ("0", "2", str(len(layers) - 2)):
        wrap(d.get_submodule(name))
    return d, names


def numbers(gradients):
    """Length of a gradient and its product with a fixed direction."""
    result = {}
    for name, gradient in gradients.items():
        g = gradient.double().reshape(-1)
        result[name] = [g.norm().item(), (g * torch.tensor(value("grad." + name, g.numel())).double()).sum().item()]
    return result


def named_gradients(module, names):
    result = {}
    for child, name in names.items():
        for part, parameter in module.get_submodule(child).named_parameters():
            part = part.replace("parametrizations.weight.original", "weight")
            result[f"{name}.{part}"] = parameter.grad
    return result


def case(loss, smoothing=0.0, penalty=0.0, r1=0.0, spectral=False):
    norm = penalty == 0 and r1 == 0 and not spectral
    g = generator()
    d, names = discriminator(norm, spectral)
    z = tensor("z", (ROWS, LATENTS, 1, 1), 4)
    real = tensor("real", (ROWS, 1, SIZE, SIZE), 2)
    shares = tensor("shares", (ROWS, 1, 1, 1), 1, 0.5)
    fake = g(z)
    a, b = d(real).squeeze(1), d(fake.detach()).squeeze(1)
    if loss == "NonSaturating":
        total = F.binary_cross_entropy_with_logits(a, torch.full_like(a, 1 - smoothing)) + F.binary_cross_entropy_with_logits(b, torch.zeros_like(b))
    elif loss == "Hinge":
        total = F.relu(1 - a).mean() + F.relu(1 + b).mean()
    elif loss == "LeastSquares":
        total = 0.5 * F.mse_loss(a, torch.ones_like(a)) + 0.5 * F.mse_loss(b, torch.zeros_like(b))
    else:
        total = b.mean() - a.mean()
    if penalty:
        between = (shares * real + (1 - shares) * fake.detach()).requires_grad_()
        gradient, = torch.autograd.grad(d(between).sum(), between, create_graph=True)
        total = total + penalty * ((gradient.flatten(1).norm(dim=1) - 1) ** 2).mean()
    if r1:
        x = real.clone().requires_grad_()
        gradient, = torch.autograd.grad(d(x).sum(), x, create_graph=True)
        total = total + r1 * 0.5 * gradient.flatten(1).square().sum(1).mean()
    total.backward()
    d_gradients = numbers(named_gradients(d, names))
    d.zero_grad()
    c = d(fake).squeeze(1)
    if loss == "NonSaturating":
        mine = F.binary_cross_entropy_with_logits(c, torch.ones_like(c))
    elif loss == "LeastSquares":
        mine = 0.5 * F.mse_loss(c, torch.ones_like(c))
    else:
        mine = -c.mean()
    mine.backward()
    g_names = {"0": "conv_transpose1", "1": "batch_norm1", "3": "conv_transpose2", "4": "batch_norm2", "6": "conv_transpose3"}
    return {
        "loss": loss, "smoothing": smoothing, "penalty": penalty, "r1": r1, "spectral": spectral,
        "discriminatorLoss": total.item(), "generatorLoss": mine.item(),
        "discriminatorGradients": d_gradients, "generatorGradients": numbers(named_gradients(g, g_names)),
    }


def main():
    torch.manual_seed(0)
    cases = [
        case("NonSaturating"), case("NonSaturating", smoothing=0.1), case("Hinge"), case("LeastSquares"),
        case("Wasserstein", penalty=10.0), case("NonSaturating", r1=2.0), case("Hinge", spectral=True),
    ]
    with open(os.path.join(HERE, "gan.json"), "w", newline="\n") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
