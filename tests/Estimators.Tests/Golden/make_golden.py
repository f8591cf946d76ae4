"""Golden numbers for optimizers, schedules, losses and a training run, from PyTorch (written with 1.13.1, CPU).

Run: python3 make_golden.py   (writes the .json files beside itself)
"""
import json
import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_num_threads(1)


def write(name, value):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as f:
        json.dump(value, f, indent=None, separators=(",", ":"))
        f.write("\n")


def optimizers():
    # A small quartic bowl whose gradient any language can compute: f(p) = sum(a * p^4 / 4 + b * p).
    start = [((i * 37) % 11 - 5) / 4 for i in range(12)]
    a = [1 + (i % 3) for i in range(12)]
    b = [((i * 5) % 7 - 3) / 10 for i in range(12)]
    cases = {
        "sgd": (lambda p: torch.optim.SGD(p, lr=0.02)),
        "sgd-momentum": (lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9)),
        "sgd-dampening": (lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, dampening=0.3)),
        "sgd-nesterov": (lambda p: torch.optim.SGD(p, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.05)),
        "rmsprop": (lambda p: torch.optim.RMSprop(p, lr=0.01)),
        "rmsprop-centered": (lambda p: torch.optim.RMSprop(p, lr=0.01, momentum=0.8, centered=True, weight_decay=0.02)),
        "adam": (lambda p: torch.optim.Adam(p, lr=0.05)),
        "adam-l2": (lambda p: torch.optim.Adam(p, lr=0.05, weight_decay=0.1, betas=(0.8, 0.99), eps=1e-6)),
        "adamw": (lambda p: torch.optim.AdamW(p, lr=0.05)),
        "adamw-decay": (lambda p: torch.optim.AdamW(p, lr=0.05, weight_decay=0.2, betas=(0.7, 0.9))),
    }
    results = {}
    for name, make in cases.items():
        p = torch.tensor(start, dtype=torch.float32, requires_grad=True)
        optimizer = make([p])
        for _ in range(50):
            optimizer.zero_grad()
            (torch.tensor(a) * p ** 4 / 4 + torch.tensor(b) * p).sum().backward()
            optimizer.step()
        results[name] = p.detach().tolist()
    for name, clip in {"clip-norm": lambda p: torch.nn.utils.clip_grad_norm_(p, 0.5),
                       "clip-value": lambda p: torch.nn.utils.clip_grad_value_(p, 0.2)}.items():
        p = torch.tensor(start, dtype=torch.float32, requires_grad=True)
        optimizer = torch.optim.SGD([p], lr=0.1)
        for _ in range(50):
            optimizer.zero_grad()
            (torch.tensor(a) * p ** 4 / 4 + torch.tensor(b) * p).sum().backward()
            clip([p])
            optimizer.step()
        results[name] = p.detach().tolist()
    p, q = (torch.tensor(s, dtype=torch.float32, requires_grad=True) for s in (start[:5], start[5:]))
    optimizer = torch.optim.AdamW([{"params": [p], "lr": 0.005, "weight_decay": 0.0}, {"params": [q]}], lr=0.05, weight_decay=0.1)
    for _ in range(50):
        optimizer.zero_grad()
        both = torch.cat([p, q])
        (torch.tensor(a) * both ** 4 / 4 + torch.tensor(b) * both).sum().backward()
        optimizer.step()
    results["groups"] = torch.cat([p, q]).detach().tolist()
    write("optimizers.json", {"start": start, "a": a, "b": b, "results": results})


def schedules():
    def rates(make, steps, losses=None):
        p = torch.zeros(1, requires_grad=True)
        optimizer = torch.optim.SGD([p], lr=0.1)
        scheduler = make(optimizer)
        result = []
        for i in range(steps):
            result.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            if losses is None:
                scheduler.step()
            else:
                scheduler.step(losses[i])
        return result

    s = torch.optim.lr_scheduler
    losses = [1.0, 0.9, 0.91, 0.92, 0.9, 0.95, 0.5, 0.51, 0.52, 0.53, 0.5, 0.54, 0.49, 0.6, 0.6, 0.6, 0.6]
    write("schedules.json", {
        "base": 0.1,
        "losses": losses,
        "step": rates(lambda o: s.StepLR(o, 3, 0.5), 12),
        "exponential": rates(lambda o: s.ExponentialLR(o, 0.9), 12),
        "cosine": rates(lambda o: s.CosineAnnealingLR(o, 40, 0.002), 40),
        "onecycle": rates(lambda o: s.OneCycleLR(o, max_lr=0.1, total_steps=40, cycle_momentum=False), 40),
        "plateau": rates(lambda o: s.ReduceLROnPlateau(o, factor=0.3, patience=2, threshold=1e-3, cooldown=1), len(losses), losses),
    })


def losses():
    torch.manual_seed(3)
    logits = torch.randn(6, 4) * 2
    labels = torch.tensor([0, 3, 1, 1, 2, 0])
    weights = torch.tensor([1.0, 0.5, 2.0, 0.0, 1.5, 1.0])
    classes = torch.tensor([1.0, 2.0, 0.5, 1.5])
    one = torch.randn(6) * 2
    binary = torch.tensor([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
    values = torch.randn(6)

    def weighted(smoothing, class_weights):
        each = F.cross_entropy(logits, labels, weight=class_weights, reduction="none", label_smoothing=smoothing)
        share = weights if class_weights is None else weights * class_weights[labels]
        return ((each * weights).sum() / share.sum()).item()

    def bce(target, w=None, pos=None):
        each = F.binary_cross_entropy_with_logits(one, target, weight=w, reduction="sum", pos_weight=pos)
        return (each / (6 if w is None else w.sum())).item()

    write("losses.json", {
        "logits": logits.tolist(), "labels": labels.tolist(), "weights": weights.tolist(), "classes": classes.tolist(),
        "one": one.tolist(), "binary": binary.tolist(), "values": values.tolist(),
        "cross-entropy": F.cross_entropy(logits, labels).item(),
        "cross-entropy-smoothed": F.cross_entropy(logits, labels, label_smoothing=0.1).item(),
        "cross-entropy-classes": F.cross_entropy(logits, labels, weight=classes).item(),
        "cross-entropy-both": F.cross_entropy(logits, labels, weight=classes, label_smoothing=0.2).item(),
        "cross-entropy-weighted": weighted(0.0, None),
        "cross-entropy-all": weighted(0.1, classes),
        "binary-plain": bce(binary),
        "binary-smoothed": bce(binary * 0.8 + 0.1),
        "binary-positive": bce(binary, pos=torch.tensor([3.0])),
        "binary-weighted": bce(binary, w=weights),
        "squared": F.mse_loss(one, values).item(),
        "squared-weighted": ((one - values) ** 2 * weights).sum().item() / weights.sum().item(),
    })


def formula(n, scale, shift):
    """Numbers that any language can reproduce exactly enough: a sine over the index."""
    return torch.sin(torch.arange(n, dtype=torch.float64) * 12.9898 + shift).mul(scale).to(torch.float32)


def run():
    # Conv 3x3 -> batch norm -> ReLU -> max pool -> dense, ten steps of SGD with momentum on made-up images.
    conv, conv_b = formula(4 * 2 * 9, 0.4, 1).view(4, 2, 3, 3), formula(4, 0.1, 2)
    scale, shift = 1 + formula(4, 0.1, 3), formula(4, 0.1, 4)
    dense, dense_b = formula(3 * 36, 0.3, 5).view(3, 36), formula(3, 0.1, 6)
    params = [t.clone().requires_grad_() for t in (conv, conv_b, scale, shift, dense, dense_b)]
    mean, var = torch.zeros(4), torch.ones(4)
    x, y = formula(5 * 2 * 64, 1.0, 7).view(5, 2, 8, 8), torch.tensor([0, 1, 2, 1, 0])
    optimizer = torch.optim.SGD(params, lr=0.1, momentum=0.9)
    steps = []
    for _ in range(10):
        optimizer.zero_grad()
        h = F.conv2d(x, params[0], params[1])
        h = F.max_pool2d(F.relu(F.batch_norm(h, mean, var, params[2], params[3], True, 0.1, 1e-5)), 2)
        loss = F.cross_entropy(F.linear(h.flatten(1), params[4], params[5]), y)
        loss.backward()
        optimizer.step()
        steps.append(loss.item())
    write("run.json", {
        "losses": steps, "conv": params[0].flatten().tolist(), "scale": params[2].tolist(), "dense": params[4].flatten().tolist(),
        "mean": mean.tolist(), "variance": var.tolist(),
    })


optimizers()
schedules()
losses()
run()
