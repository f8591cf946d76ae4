"""Writes judging.json: small sets of features and what they are judged, worked out plainly. Needs numpy.

Frechet distance: numpy.cov and the symmetric square root by numpy.linalg.eigh. Kernel distance: Binkowski et al. 2018.
Precision and recall: Kynkaanniemi et al. 2019. The standard deviation of the kernel distance is that of 20,000 random
subsets, so that any other random subsets come within a few per cent of it.
"""
import json
import os

import numpy as np

rng = np.random.default_rng(20240229)


def grid(values):
    """Sixty-fourths: floats that a short decimal number says exactly."""
    return np.round(values * 64) / 64


def root(matrix):
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def frechet(real, generated):
    s1, s2 = np.atleast_2d(np.cov(real, rowvar=False)), np.atleast_2d(np.cov(generated, rowvar=False))
    half = root(s1)
    trace = np.sqrt(np.maximum(np.linalg.eigvalsh(half @ s2 @ half), 0)).sum()
    return float(((real.mean(0) - generated.mean(0)) ** 2).sum() + np.trace(s1) + np.trace(s2) - 2 * trace)


def kernel(x, y):
    return (x @ y.T / x.shape[1] + 1) ** 3


def mmd(real, generated):
    m, n = len(real), len(generated)
    within, other = kernel(real, real), kernel(generated, generated)
    return float((within.sum() - np.trace(within)) / (m * (m - 1)) + (other.sum() - np.trace(other)) / (n * (n - 1))
                 - 2 * kernel(real, generated).mean())


def deviation(real, generated, size):
    estimates = [mmd(real[rng.choice(len(real), size, False)], generated[rng.choice(len(generated), size, False)])
                 for _ in range(20000)]
    return float(np.std(estimates, ddof=1))


def distances(x, y):
    return np.sqrt(((x[:, None, :] - y[None, :, :]) ** 2).sum(-1))


def radii(x, k):
    return np.sort(distances(x, x), axis=1)[:, k]  # the first is the row itself


def precision_recall(real, generated, k):
    between = distances(real, generated)
    return (float((between <= radii(real, k)[:, None]).any(0).mean()),
            float((between <= radii(generated, k)[None, :]).any(1).mean()))


def case(name, real, generated, k, subset):
    real, generated = grid(real), grid(generated)
    precision, recall = precision_recall(real, generated, k)
    return {"name": name, "neighbours": k, "subsetSize": subset, "frechet": frechet(real, generated),
            "kernel": mmd(real, generated), "deviation": deviation(real, generated, subset), "precision": precision,
            "recall": recall, "real": real.tolist(), "generated": generated.tolist()}


mixing, other = rng.normal(size=(6, 6)), rng.normal(size=(6, 6))
cases = [
    case("correlated", rng.normal(size=(80, 6)) @ mixing, rng.normal(size=(70, 6)) @ other + 0.5, 3, 20),
    case("fewer rows than features", rng.normal(size=(9, 12)), 1.5 * rng.normal(size=(7, 12)), 2, 4),
    case("far from zero", 300 + rng.normal(size=(65, 5)), 300.25 + 0.5 * rng.normal(size=(90, 5)), 5, 30),
    case("one feature", rng.normal(size=(130, 1)), 2 + rng.normal(size=(66, 1)), 1, 33),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "judging.json"), "w") as file:
    json.dump({"cases": cases}, file, separators=(",", ":"))
    file.write("\n")
for c in cases:
    print({key: value for key, value in c.items() if key not in ("real", "generated")})
