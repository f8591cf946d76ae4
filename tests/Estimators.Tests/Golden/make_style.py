"""Golden numbers of style transfer and of L-BFGS, from PyTorch (written with 1.13.1, CPU). Run: python3 make_style.py"""
import json
import math
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
MEAN, DEVIATION = (0.4, 0.5, 0.6), (0.2, 0.25, 0.3)


def weights(start, *shape):
    count = math.prod(shape)
    return torch.sin(torch.arange(count, dtype=torch.float64) * 0.7 + start).reshape(shape).float() * 0.5


def picture(seed, height, width):
    """Bytes of a formula, as ML.NET's own rows of red, green and blue have them."""
    values = [[[(seed * 40 + 97 * c + 13 * y * (c + 1) + 29 * x + (x * y * 7) % 31) % 256 for x in range(width)] for y in range(height)] for c in range(3)]
    return torch.tensor(values, dtype=torch.float32).unsqueeze(0) / 255


def features(pixels, blue_first):
    x = pixels.flip(1) if blue_first else pixels
    x = (x - torch.tensor(MEAN).view(1, 3, 1, 1)) / torch.tensor(DEVIATION).view(1, 3, 1, 1)
    one = F.relu(F.conv2d(x, weights(1, 6, 3, 3, 3), weights(2, 6), padding=1))
    two = F.relu(F.conv2d(F.max_pool2d(one, 2), weights(3, 8, 6, 3, 3), weights(4, 8)))
    return one, two


def gram(values):
    table = values.flatten(2).squeeze(0)
    return table @ table.t() / table.shape[1]


class Problem:
    """Content at the second layer, style at the first with weight 3 and at the second with weight 1."""

    def __init__(self, relative, blue_first):
        self.relative, self.blue_first = relative, blue_first
        self.content = picture(1, 9, 12)
        with torch.no_grad():
            self.content_target = features(self.content, blue_first)[1]
            first, second = (features(picture(seed, 8, 10), blue_first) for seed in (2, 5))
            self.grams = [0.75 * gram(a) + 0.25 * gram(b) for a, b in zip(first, second)]

    def losses(self, pixels):
        values = features(pixels, self.blue_first)
        style = 0
        for weight, value, target in zip((0.75, 0.25), values, self.grams):
            unit = (target ** 2).sum() if self.relative else 4 * target.shape[0] ** 2
            style = style + weight * ((gram(value) - target) ** 2).sum() / unit
        unit = (self.content_target ** 2).sum() if self.relative else 2 * self.content_target.numel()
        content = ((values[1] - self.content_target) ** 2).sum() / unit
        across, down = pixels[..., 1:] - pixels[..., :-1], pixels[..., 1:, :] - pixels[..., :-1, :]
        return style, content, (across ** 2).mean() + (down ** 2).mean()

    def total(self, pixels):
        style, content, variation = self.losses(pixels)
        return 2 * content + 30 * style + 5 * variation


def numbers(tensor, digits=9):
    return [float(f"{v:.{digits}g}") for v in tensor.flatten().tolist()]


def evaluation(relative, blue_first):
    problem = Problem(relative, blue_first)
    pixels = picture(3, 9, 12).requires_grad_()
    style, content, variation = problem.losses(pixels)
    problem.total(pixels).backward()
    return {
        "grams": [numbers(g) for g in problem.grams],
        "style": style.item(), "content": content.item(), "variation": variation.item(), "gradient": numbers(pixels.grad),
    }


def adam(steps=12, rate=0.05):
    problem = Problem(True, False)
    pixels = problem.content.clone().requires_grad_()
    optimizer = torch.optim.Adam([pixels], lr=rate)
    losses = []
    for step in range(steps + 1):
        losses.append([v.item() for v in problem.losses(pixels)])
        if step < steps:
            optimizer.param_groups[0]["lr"] = rate * (1 + math.cos(math.pi * step / steps)) / 2
            optimizer.zero_grad()
            problem.total(pixels).backward()
            optimizer.step()
            pixels.data.clamp_(0, 1)
    return {"losses": losses, "pixels": numbers(pixels.detach() * 255, 6)}


def lbfgs(start, loss, iterations, history):
    """The loss after each iteration of PyTorch's own L-BFGS with its strong Wolfe line search."""
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], lr=1, max_iter=1, history_size=history, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)
    evaluations = [0]

    def closure():
        evaluations[0] += 1
        optimizer.zero_grad()
        value = loss(x)
        value.backward()
        return value

    losses = []
    for _ in range(iterations):
        optimizer.step(closure)
        losses.append(loss(x).item())
    return {"losses": losses, "x": x.tolist(), "evaluations": evaluations[0]}


def rosenbrock(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def quadratic(x):
    scale = torch.logspace(0, 3, 12, dtype=torch.float64)
    return (scale * (x - torch.arange(12, dtype=torch.float64)) ** 2).sum()


def style_lbfgs(iterations=25):
    problem = Problem(True, False)
    pixels = problem.content.flatten().clone().requires_grad_()
    optimizer = torch.optim.LBFGS([pixels], lr=1, max_iter=iterations, history_size=10, line_search_fn="strong_wolfe", tolerance_grad=0, tolerance_change=0)

    def closure():
        optimizer.zero_grad()
        value = problem.total(pixels.view(1, 3, 9, 12))
        value.backward()
        return value

    start = problem.total(problem.content).item()
    optimizer.step(closure)
    return {"start": start, "end": problem.total(pixels.view(1, 3, 9, 12)).item()}


def main():
    result = {
        "relative": evaluation(True, False),
        "paper": evaluation(False, False),
        "blue": evaluation(True, True),
        "adam": adam(),
        "rosenbrock": lbfgs([-1.2, 1.0] * 5, rosenbrock, 60, 8),
        "quadratic": lbfgs([0.0] * 12, quadratic, 30, 5),
        "lbfgs": style_lbfgs(),
    }
    with open(os.path.join(HERE, "style.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, separators=(",", ":"))
        f.write("\n")


main()
