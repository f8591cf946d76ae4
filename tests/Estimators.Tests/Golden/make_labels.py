"""Golden losses, temperatures, thresholds and multi-label metrics, from PyTorch and NumPy (written with 1.13.1, CPU). Run: python3 make_labels.py"""
import json
import os

import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
BINS = 15


def numbers(start, *shape, size=2.0):
    count = int(np.prod(shape))
    noise = (torch.sin(torch.arange(count, dtype=torch.float64) * 12.9898 + start) * 43758.5453) % 1
    return ((noise * 2 - 1) * size).reshape(shape).float()


def rounded(tensor):
    return [round(float(v), 7) for v in tensor.detach().flatten()]


def multi_label(result):
    logits, labels, weights = numbers(1, 6, 4), (numbers(2, 6, 4) > 0).float(), numbers(3, 6).abs() + 0.1
    yes = labels.sum(0)
    of_yes, of_no = 6 / (2 * yes), 6 / (2 * (6 - yes))

    def loss(smoothing, balanced, weighted):
        given = logits.clone().requires_grad_()
        target = labels * (1 - smoothing) + smoothing / 2
        losses = F.binary_cross_entropy_with_logits(given, target, reduction="none")
        w = torch.ones_like(losses)
        w = w * torch.where(labels == 1, of_yes, of_no) if balanced else w
        w = w * weights[:, None] if weighted else w
        mean = (losses * w).sum() / w.sum()
        mean.backward()
        return {"loss": round(float(mean), 7), "gradient": rounded(given.grad)}

    result["multi"] = {
        "logits": rounded(logits), "labels": rounded(labels), "weights": rounded(weights), "of_no": rounded(of_no), "of_yes": rounded(of_yes),
        "plain": loss(0, False, False), "smoothed": loss(0.2, False, False), "balanced": loss(0, True, False), "weighted": loss(0, False, True),
        "all": loss(0.2, True, True),
    }


def regression(result):
    outputs, labels, weights = numbers(4, 6, 3), numbers(5, 6, 3) * torch.tensor([1.0, 50000.0, 0.01]) + torch.tensor([0.0, 300000.0, 7.0]), numbers(3, 6).abs() + 0.1
    mean, deviation = labels.double().mean(0), labels.double().std(0, unbiased=False)

    def loss(weighted):
        given = outputs.double().requires_grad_()
        squares = ((given - (labels.double() - mean) / deviation) ** 2).mean(1)
        w = weights.double() if weighted else torch.ones(6, dtype=torch.float64)
        value = (squares * w).sum() / w.sum()
        value.backward()
        return {"loss": round(float(value), 7), "gradient": rounded(given.grad)}

    errors = ((outputs.double() * deviation + mean) - labels.double()).abs().sum(0)
    result["regression"] = {
        "outputs": rounded(outputs), "labels": rounded(labels), "weights": rounded(weights), "mean": rounded(mean), "deviation": rounded(deviation),
        "plain": loss(False), "weighted": loss(True), "errors": rounded(errors),
    }


def temperature(logits, labels):
    inverse = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([inverse], lr=0.5, max_iter=500, tolerance_grad=1e-14, tolerance_change=1e-16)

    def step():
        optimizer.zero_grad()
        value = F.cross_entropy(logits * inverse.exp(), labels)
        value.backward()
        return value

    optimizer.step(step)
    return float((-inverse).exp())


def error(logits, labels):
    probabilities = logits.softmax(1)
    sure, said = probabilities.max(1)
    total = 0.0
    for i in range(BINS):
        inside = (sure > i / BINS) & (sure <= (i + 1) / BINS)
        if inside.any():
            total += abs(float(sure[inside].sum()) - float((said == labels)[inside].sum()))
    return total / len(labels)


def calibration(result):
    for name, classes in (("multiclass", 3), ("binary", 2)):
        logits = numbers(6, 60, classes, size=6.0).double()
        if classes == 2:
            logits[:, 0] = 0
        labels = torch.where(numbers(7, 60) > -1.2, logits.argmax(1), (logits.argmax(1) + 1) % classes)
        t = temperature(logits, labels)
        result[name] = {
            "logits": rounded(logits if classes > 2 else logits[:, 1]), "labels": labels.tolist(), "temperature": round(t, 7),
            "error_before": round(error(logits, labels), 7), "error_after": round(error(logits / t, labels), 7),
            "loss_before": round(float(F.cross_entropy(logits, labels)), 7), "loss_after": round(float(F.cross_entropy(logits / t, labels)), 7),
        }


def thresholds(result):
    logits = np.array(result["binary"]["logits"])
    truth = np.array(result["binary"]["labels"]) == 1
    ordered = np.sort(np.unique(logits))
    cuts = np.concatenate([[ordered[0] - 1], (ordered[1:] + ordered[:-1]) / 2])
    rows = []
    for cut in cuts:
        said = logits > cut
        precision, recall = (said & truth).sum() / said.sum(), (said & truth).sum() / truth.sum()
        rows.append((precision, recall, 2 * precision * recall / (precision + recall), 1 / (1 + np.exp(-cut))))
    best = max(rows, key=lambda r: r[2])
    precise = max((r for r in rows if r[0] >= 0.9), key=lambda r: (r[1], r[0]))
    found = max((r for r in rows if r[1] >= 0.95), key=lambda r: (r[0], r[3]))
    result["thresholds"] = {name: [round(float(v), 9) for v in row] for name, row in (("f1", best), ("precision", precise), ("recall", found))}


def metrics(result):
    scores = np.round(np.sin(np.arange(36) * 1.3 + 2).reshape(12, 3), 1)
    truth = np.sin(np.arange(36) * 0.9 + 4).reshape(12, 3) > 0.2
    said = scores > 0
    right, wrong, missed = (said & truth).sum(0), (said & ~truth).sum(0), (~said & truth).sum(0)

    def average(score, label):
        sum_, before = 0.0, 0.0
        for value in np.sort(np.unique(score))[::-1]:
            taken = score >= value
            precision, recall = (taken & label).sum() / taken.sum(), (taken & label).sum() / label.sum()
            sum_ += (recall - before) * precision
            before = recall
        return sum_

    result["metrics"] = {
        "scores": scores.flatten().tolist(), "truth": truth.flatten().astype(int).tolist(),
        "micro_f1": float(2 * right.sum() / (2 * right.sum() + wrong.sum() + missed.sum())),
        "macro_f1": float(np.mean(2 * right / (2 * right + wrong + missed))), "hamming": float((said != truth).mean()),
        "subset": float((said == truth).all(1).mean()), "average_precision": [float(average(scores[:, i], truth[:, i])) for i in range(3)],
    }


def main():
    result = {}
    multi_label(result)
    regression(result)
    calibration(result)
    thresholds(result)
    metrics(result)
    with open(os.path.join(HERE, "labels.json"), "w", encoding="utf-8") as f:
        json.dump(result, f, indent=1)
        f.write("\n")


main()
