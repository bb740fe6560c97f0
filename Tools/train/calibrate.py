"""Fits how sure an answer is, on questions kept out of training, and writes answer.json into a model folder.

Confidence is sigmoid(scale * margin + bias); the margin is the best span's score (start + end logit) less the score of
the empty answer (both logits of [CLS]). It estimates the chance that the span is right: that it overlaps a reference
with F1 >= 0.5; a span over a text without the answer is wrong. Fitted by maximum likelihood (Newton's method).
"""

import argparse
import json
import os

import numpy as np

import data as d
import evaluate
import model as m
import sets
import sources
import train

# Questions of each group that the fit uses, at most.
COUNTS = {"squad": 600, "reqa": 150, "qed": 200, "snippet": 210}


def fit(margins, correct, steps=50):
    """Scale and bias of the logistic regression of `correct` on `margins`."""
    x = np.stack((margins, np.ones_like(margins)), axis=1)
    w = np.zeros(2)
    for _ in range(steps):
        p = 1 / (1 + np.exp(-np.clip(x @ w, -30, 30)))
        gradient = x.T @ (correct - p) - 1e-3 * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(2)
        w = w + np.linalg.solve(hessian, gradient)
    return float(w[0]), float(w[1])


def threshold(positive, negative):
    """The margin with the best balanced accuracy."""
    values = np.sort(np.concatenate((positive, negative)))
    candidates = (values[1:] + values[:-1]) / 2
    above = 1 - np.searchsorted(np.sort(positive), candidates) / len(positive)
    below = np.searchsorted(np.sort(negative), candidates) / len(negative)
    return float(candidates[np.argmax(above + below)])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="model folder")
    parser.add_argument("--data", default="../shared/data/qa")
    options = parser.parse_args()
    everything = d.load(options.data, sources.FILES, m.tokenizer(), train.HOME)
    held = sources.split(everything)["calibration"]
    model, device = m.load(options.model).to(m.device()), m.device()
    positive, negative, margins, correct = [], [], [], []
    for name, count in COUNTS.items():
        p, n, c, _ = evaluate.pairs(model, everything, sets.some(held[name], count), device)
        positive.append(p)
        negative.append(n)
        margins += [p, n]
        correct.append(c)
    positive, negative = np.concatenate(positive), np.concatenate(negative)
    margins, correct = np.concatenate(margins), np.concatenate(correct)
    scale, bias = fit(margins, correct)
    error = evaluate.calibration_error(1 / (1 + np.exp(-(scale * margins + bias))), correct)
    result = {
        "confidence": {"scale": round(scale, 5), "bias": round(bias, 5)},
        "nullThreshold": round(threshold(positive, negative), 4),
        "method": "confidence = sigmoid(scale * margin + bias), margin = best span score - [CLS] score; the estimated chance "
        "that the span overlaps a reference with F1 >= 0.5 (a span over a text without the answer counts as wrong); logistic "
        f"fit on {len(positive)} sentence pairs kept out of training; threshold at the best balanced accuracy on them",
    }
    with open(os.path.join(options.model, "answer.json"), "w") as file:
        json.dump(result, file, indent=2)
        file.write("\n")
    print(result, f"calibration error on the fitted pairs {error:.3f}")


if __name__ == "__main__":
    main()
