"""Writes rows.json: small made-up predictions for the evaluation parity test. Python's own generator, fixed seed.

python3 make_rows.py > rows.json
"""
import json
import math
import random

rng = random.Random(20)


def softmax(values):
    top = max(values)
    exp = [math.exp(v - top) for v in values]
    return [float("%.6g" % (e / sum(exp))) for e in exp]


def multiclass():
    rows = []
    for i in range(80):
        label = rng.randrange(4)
        scores = softmax([rng.gauss(1.5 if c == label else 0.0, 1.0) for c in range(4)])
        if i == 10:
            scores = [0.25, 0.25, 0.25, 0.25]  # a tie of all
        if i == 11:
            scores = [0.0, 1.0, 0.0, 0.0]  # certain, perhaps wrong
        if i == 12:
            scores = [0.4, 0.4, 0.1, 0.1]
        # Key 0 is the missing label: such a row does not count.
        rows.append({"label": 0 if i in (5, 40) else label + 1, "score": scores, "predicted": scores.index(max(scores)) + 1})
    return rows


def binary():
    rows = []
    for i in range(70):
        label = rng.random() < 0.4
        logit = float("%.4g" % rng.gauss(0.9 if label else -0.9, 1.3))
        if i % 9 == 0:
            logit = 0.5  # ties
        probability = float("%.6g" % (1 / (1 + math.exp(-logit))))
        if i == 7:
            probability = 0.0
        if i == 8:
            probability = 1.0
        rows.append({"label": label, "score": logit, "probability": probability, "predicted": logit > 0})
    return rows


def regression():
    rows = []
    for _ in range(50):
        label = float("%.5g" % rng.uniform(-10, 30))
        rows.append({"label": label, "score": float("%.5g" % (label * 0.9 + rng.gauss(0, 2)))})
    return rows


print(json.dumps({"multiclass": multiclass(), "binary": binary(), "regression": regression()}, indent=0))
