"""Prints the scores of a model folder (f32 or int8): official SQuAD v1.1 F1 and EM, null-margin AUC, calibration error."""

import argparse
import collections
import json
import os
import re
import string

import numpy as np

import data as d
import predict
import sets

_ARTICLES = re.compile(r"\b(a|an|the)\b")
_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalized(text):
    """Lower case, no ASCII punctuation, no articles, single spaces: as the official v1.1 script compares answers."""
    return " ".join(_ARTICLES.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def f1(prediction, reference):
    a, b = normalized(prediction).split(), normalized(reference).split()
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def exact(prediction, reference):
    return float(normalized(prediction) == normalized(reference))


def answers(model, items, device="cpu"):
    """For each question of `items`, in order: (question, text, margin); the best span of all its items."""
    best = {}
    for (question, context, start, example, _), span in zip(items, predict.spans(model, [i[3] for i in items], device)):
        old = best.get(id(question))
        if old is None or span[2] > old[3]:
            best[id(question)] = (question, predict.text(context, start, example, span), span[2] - span[3], span[2])
    return [value[:3] for value in best.values()]


def scores(found):
    """(F1, EM) in percent, best over the references of each question."""
    f = [max(f1(text, a) for a in question.answers) for question, text, _ in found]
    e = [max(exact(text, a) for a in question.answers) for question, text, _ in found]
    return 100 * float(np.mean(f)), 100 * float(np.mean(e))


def auc(positive, negative):
    """Chance that a positive's margin is above a negative's, ties counted half."""
    values = np.concatenate((positive, negative))
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranks[order] = np.arange(1, len(values) + 1)
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.bincount(inverse, ranks) / counts)[inverse]
    p, n = len(positive), len(negative)
    return float((ranks[:p].sum() - p * (p + 1) / 2) / (p * n))


def calibration_error(confidence, correct, bins=10):
    """Expected calibration error over equally wide bins."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    total = 0.0
    for b in range(bins):
        inside = place == b
        if inside.any():
            total += inside.sum() * abs(confidence[inside].mean() - correct[inside].mean())
    return float(total / len(confidence))


def right(question, text):
    """What a confidence predicts: the span overlaps a reference with F1 of at least one half."""
    return max(f1(text, a) for a in question.answers) >= 0.5


def pairs(model, data, questions, device="cpu"):
    """Sentence items with and without the answer: margins, correctness, answers over the answerable ones.

    Only questions with a text of both kinds take part in the margins.
    """
    without = sets.unanswerable(data, questions)
    kept = [i for i, item in enumerate(without) if item]
    found = answers(model, sets.sentence(data, questions), device)
    other = answers(model, [without[i] for i in kept], device)
    positive = np.array([found[i][2] for i in kept])
    negative = np.array([o[2] for o in other])
    correct = np.array([right(found[i][0], found[i][1]) for i in kept] + [False] * len(other), dtype=float)
    return positive, negative, correct, found


def f1_of(model, data, questions, device="cpu"):
    return scores(answers(model, sets.whole(data, questions), device))[0]


def report(model, data, parts, development, confidence=None, device="cpu", limit=None):
    """Rows (set, questions, values) of the model card's table."""
    rows = []

    def over_pairs(name, found):
        positive, negative, correct, _ = found
        values = {"AUC": auc(positive, negative)}
        if confidence:
            margins = np.concatenate((positive, negative))
            probability = 1 / (1 + np.exp(-(confidence["confidence"]["scale"] * margins + confidence["confidence"]["bias"])))
            values["ECE"] = calibration_error(probability, correct)
            t = confidence["nullThreshold"]
            values["balanced accuracy"] = 50 * float((positive >= t).mean() + (negative < t).mean())
        rows.append((name, len(positive), values))
        print(rows[-1], flush=True)

    def spans(name, found):
        f, e = scores(found)
        rows.append((name, len(found), {"F1": f, "EM": e}))
        print(rows[-1], flush=True)

    snippets = parts["test"]["snippet"]
    spans("BioASQ snippets kept out", answers(model, sets.whole(data, snippets), device))
    over_pairs("BioASQ pairs kept out", pairs(model, data, snippets, device))
    questions = sets.some(development.questions, limit) if limit else development.questions
    found = pairs(model, development, questions, device)
    spans("squad-dev-half1, the answer's sentence", found[3])
    over_pairs("squad-dev-half1, sentence pairs", found)
    spans("squad-dev-half1, whole paragraphs", answers(model, sets.whole(development, questions), device))
    return rows


def main():
    import model as m
    import sources
    import train

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", help="model folder")
    parser.add_argument("--data", default="../shared/data/qa")
    parser.add_argument("--limit", type=int, help="only so many development questions, drawn at random")
    options = parser.parse_args()
    tokenizer = m.tokenizer()
    everything = d.load(options.data, sources.FILES, tokenizer, train.HOME)
    development = d.load(options.data, ["squad-dev-half1"], tokenizer, train.HOME)
    path = os.path.join(options.model, "answer.json")
    confidence = json.load(open(path)) if os.path.exists(path) else None
    device = m.device()
    report(m.load(options.model).to(device), everything, sources.split(everything), development, confidence, device, options.limit)


if __name__ == "__main__":
    main()
