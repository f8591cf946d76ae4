"""Writes vae.json: the training of small variational autoencoders, computed by PyTorch.

Run with a Python that has PyTorch: python3 make_vae.py
The networks are those of Networks.VaeEncoder and VaeDecoder for 12 x 12 colour images with 3 latents and 4 filters; weights
and images come from the formula in tests/ModelZoo.Tests/Golden/make_architectures.py, the draws of the latent vectors
from the description of LatentNoise in make_latent_noise.py beside it, their seeds from RandomStream.
Loss, terms and gradient norm of four steps; length of each weight afterwards and its product with a fixed direction; mean,
error and ELBO of each image under the trained model.
"""
import json
import math
import os
import sys

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "ModelZoo.Tests", "Golden"))
from make_architectures import value  # noqa: E402
from make_latent_noise import number, philox  # noqa: E402

ROWS, LATENTS, FILTERS, SIZE, CHANNELS, SEED, STEPS, DRAWS = 5, 3, 4, 12, 3, 7, 4, 2
MASK = (1 << 64) - 1
STEP_PURPOSE = 0x7AE1


def hashed(seed, purpose, index):
    """The first number of RandomStream: the words of Philox for the key of seed and purpose."""
    low, high, _, _ = philox((seed, purpose), (0, index & 0xFFFFFFFF, index >> 32, 3))
    return low | (high << 32)


def noise(seed):
    """The latent numbers of one seed, a signed 64-bit number."""
    return [number(seed & MASK, i) for i in range(LATENTS)]


def tensor(name, shape, scale=1.0, centre=0.0):
    count = int(np.prod(shape))
    return torch.tensor(centre + scale * value(name, count), dtype=torch.float32).reshape(shape)


def fill(module, name):
    for part, parameter in module.named_parameters():
        shape = tuple(parameter.shape)
        scale = 0.1 if len(shape) == 1 else (24.0 / (np.prod(shape) / shape[0])) ** 0.5
        with torch.no_grad():
            parameter.copy_(tensor(f"{name}.{part}", shape, scale))
    return module


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        flat = 2 * FILTERS * (SIZE // 4) ** 2
        self.conv1 = fill(nn.Conv2d(CHANNELS, FILTERS, 4, 2, 1), "conv1")
        self.conv2 = fill(nn.Conv2d(FILTERS, 2 * FILTERS, 4, 2, 1), "conv2")
        self.mean = fill(nn.Linear(flat, LATENTS), "mean")
        self.log_variance = fill(nn.Linear(flat, LATENTS), "log_variance")
        self.dense1 = fill(nn.Linear(LATENTS, flat), "dense1")
        self.conv_transpose1 = fill(nn.ConvTranspose2d(2 * FILTERS, FILTERS, 4, 2, 1), "conv_transpose1")
        self.conv_transpose2 = fill(nn.ConvTranspose2d(FILTERS, CHANNELS, 4, 2, 1), "conv_transpose2")

    def encode(self, x):
        h = F.relu(self.conv2(F.relu(self.conv1(x)))).flatten(1)
        return self.mean(h), self.log_variance(h)

    def decode(self, z):
        h = F.relu(self.dense1(z)).reshape(-1, 2 * FILTERS, SIZE // 4, SIZE // 4)
        return torch.sigmoid(self.conv_transpose2(F.relu(self.conv_transpose1(h))))


def reconstruction(likelihood, deviation, y, x):
    """-log p(x|z) of each row."""
    if likelihood == "Bernoulli":
        return F.binary_cross_entropy(y, x, reduction="none").flatten(1).sum(1)
    return -torch.distributions.Normal(y, deviation).log_prob(x).flatten(1).sum(1)


def divergence(mean, log_variance):
    q = torch.distributions.Normal(mean, (0.5 * log_variance).exp())
    return torch.distributions.kl_divergence(q, torch.distributions.Normal(torch.zeros(()), torch.ones(()))).sum(1)


def case(likelihood, beta, deviation, clip):
    vae = Vae()
    x = tensor("images", (ROWS, CHANNELS, SIZE, SIZE), 1.0, 0.5)
    optimizer = torch.optim.Adam(vae.parameters(), lr=0.01)
    steps = []
    for step in range(1, STEPS + 1):
        key = hashed(SEED, STEP_PURPOSE, step)
        e = torch.tensor([noise(key + row) for row in range(ROWS)])
        mean, log_variance = vae.encode(x)
        y = vae.decode(mean + (0.5 * log_variance).exp() * e)
        terms = reconstruction(likelihood, deviation, y, x).mean(), divergence(mean, log_variance).mean()
        loss = terms[0] + beta * terms[1]
        optimizer.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(vae.parameters(), clip if clip else math.inf)
        optimizer.step()
        steps.append([loss.item(), terms[0].item(), terms[1].item(), norm.item()])
    weights = {}
    for name, parameter in vae.named_parameters():
        w = parameter.detach().double().reshape(-1)
        weights[name] = [w.norm().item(), (w * torch.tensor(value("grad." + name, w.numel())).double()).sum().item()]
    with torch.no_grad():
        mean, log_variance = vae.encode(x)
        error = (vae.decode(mean) - x).square().flatten(1).mean(1)
        likelihoods = [-reconstruction(likelihood, deviation, vae.decode(mean + (0.5 * log_variance).exp() * torch.tensor(noise(draw))), x)
                       for draw in range(DRAWS)]
        elbo = sum(likelihoods) / DRAWS - divergence(mean, log_variance)
    return {
        "likelihood": likelihood, "beta": beta, "deviation": deviation, "clip": clip, "steps": steps, "weights": weights,
        "means": mean.flatten().tolist(), "errors": error.tolist(), "elbos": elbo.tolist(),
    }


def main():
    cases = [case("Bernoulli", 1.0, 0.1, 0.0), case("Gaussian", 2.0, 0.3, 10.0)]
    with open(os.path.join(HERE, "vae.json"), "w", newline="\n") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
