"""Fits how sure an answer out of many articles is: the constants of Sources/Ranking/CorpusConfidence.swift.

Expert questions are asked of the articles they are about, and questions about other things (SQuAD's) of the same
articles, which cannot answer them. An answer is right when it comes from the article that the experts read and shares
its words: its span or its sentence overlaps the reference. The first factor tells first answers that are right from
those to SQuAD's training questions, the second tells right from wrong among the first three answers to the experts.
Fitted on the questions of every second article; shown for the other articles and SQuAD's development set.

    python3 corpus_confidence.py --answer .build/release/answer --store FOLDER --data ../shared/data/qa

FOLDER is the data folder of a store with the articles (`answer ingest`, `answer terms build`).
"""

import argparse
import collections
import json
import os
import random
import re
import string
import subprocess
import tempfile

import numpy as np

_PUNCTUATION = str.maketrans("", "", string.punctuation)


def words(text):
    return re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split()


def f1(a, b):
    a, b = words(a), words(b)
    common = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * common / (len(a) + len(b)) if common else 0.0


def overlaps(answer, sentence, references):
    span, whole = " ".join(words(answer)), " ".join(words(sentence))
    for reference in references:
        text = " ".join(words(reference))
        if text in whole or span in text or max(f1(answer, reference), f1(sentence, reference)) >= 0.3:
            return True
    return False


def asked(options, questions):
    """The reports of the questions, every span taken for an answer."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = os.path.join(folder, "questions"), os.path.join(folder, "answers")
        with open(source, "w", encoding="utf-8") as file:
            file.writelines(" ".join(q.split()) + "\n" for q in questions)
        subprocess.run(
            [options.answer, "batch", source, "--out", out, "--data-dir", options.store, "--no-cache", "--min-confidence", "0"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(out, encoding="utf-8") as file:
            return [json.loads(line)["report"] for line in file]


def logit(p, least=1e-6):
    p = min(max(p, least), 1 - least)
    return np.log(p / (1 - p))


def features(report):
    """(logit of the model's confidence, coverage, logit of the lead) of each answer, and where it stands."""
    found = []
    for answer in report["answers"]:
        evidence = answer["evidence"][0]
        candidate = next(c for c in report["candidates"] if c["sentence_key"] == evidence["sentence_key"])
        values = (logit(candidate["passage_confidence"]), candidate["coverage"], logit(candidate["lead"], 0.01))
        found.append((values, answer["answer"], evidence))
    return found


def squad(folder, names, count):
    questions = []
    for name in names:
        with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
            questions += [qa["question"] for a in json.load(file)["data"] for p in a["paragraphs"] for qa in p["qas"]]
    return random.Random(4).sample(questions, count)


def fit(x, y, weight, steps=60):
    x = np.c_[x, np.ones(len(x))]
    w = np.zeros(x.shape[1])
    for _ in range(steps):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (y - p)) - 1e-3 * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + 1e-3 * np.eye(len(w))
        w = w + np.linalg.solve(hessian, gradient)
    return w


def auc(positive, negative):
    return float(np.mean((positive[:, None] > negative[None, :]) + 0.5 * (positive[:, None] == negative[None, :])))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--answer", default=".build/release/answer")
    parser.add_argument("--store", required=True)
    parser.add_argument("--data", default="../shared/data/qa")
    options = parser.parse_args()
    with open(os.path.join(options.data, "covidqa-open.json"), encoding="utf-8") as file:
        expert = json.load(file)
    articles = sorted({item["article"] for item in expert})
    x, right, tuned, place = [], [], [], []
    for item, report in zip(expert, asked(options, [e["question"] for e in expert])):
        for index, (values, answer, evidence) in enumerate(features(report)):
            same = evidence["source"]["id"].removesuffix(".xml") == item["article"].removesuffix(".xml")
            x.append(values)
            right.append(same and overlaps(answer, evidence["sentence"], item["answers"]))
            tuned.append(articles.index(item["article"]) % 2 == 0)
            place.append(index)
    x, right, tuned, first = np.array(x), np.array(right), np.array(tuned), np.array(place) == 0

    def unrelated(names):
        reports = asked(options, squad(options.data, names, 600))
        return np.array([found[0][0] for found in map(features, reports) if found])

    train, test = unrelated([f"squad-train-part{i}" for i in range(4)]), unrelated(["squad-dev-half1"])
    good = x[tuned & first & right]
    related = fit(
        np.r_[good, train][:, :2], np.r_[np.ones(len(good)), np.zeros(len(train))],
        np.r_[np.ones(len(good)), np.full(len(train), len(good) / len(train))])
    chosen = fit(x[tuned][:, 2:], right[tuned].astype(float), np.ones(tuned.sum()))
    print(f"model {related[0]:.2f}, coverage {related[1]:.2f}, bias {related[2]:.2f}; lead {chosen[0]:.3f}, bias {chosen[1]:.3f}")

    def confidence(values):
        sigmoid = lambda columns, w: 1 / (1 + np.exp(-(np.c_[columns, np.ones(len(values))] @ w)))
        return sigmoid(values[:, :2], related) * sigmoid(values[:, 2:], chosen)

    held = x[~tuned & first]
    p, y, other = confidence(held), right[~tuned & first], confidence(test)
    print(f"AUC right against unrelated {auc(p[y], other):.3f} (model alone {auc(held[y][:, 0], test[:, 0]):.3f}), "
          f"right against wrong {auc(p[y], p[~y]):.3f} (model alone {auc(held[y][:, 0], held[~y][:, 0]):.3f})")
    for name, which in (("first answers", ~tuned & first), ("the first three", ~tuned)):
        values, truth = confidence(x[which]), right[which]
        bins = np.minimum((values * 10).astype(int), 9)
        error = sum(abs((values - truth)[bins == b].sum()) for b in range(10)) / len(values)
        print(f"{name}: right {truth.mean():.3f}, confidence {values.mean():.3f}, calibration error over ten bins {error:.3f}")
    for t in (0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4):
        print(f"threshold {t:.2f}: answered {(p[y] >= t).mean():.3f} of what is answered right, {(p[~y] >= t).mean():.3f} of what "
              f"is answered wrong, {(other >= t).mean():.3f} of unrelated questions")


if __name__ == "__main__":
    main()
