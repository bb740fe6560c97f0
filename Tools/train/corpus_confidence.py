"""Fits how sure an answer out of many articles is: the constants of Sources/Ranking/CorpusConfidence.swift.

Expert questions are asked of the articles they are about, and questions about other things (SQuAD's) of the same
articles, which cannot answer them. An answer is right when it comes from the article that the experts read and shares
its words: its span or its sentence overlaps the reference. Fitted on the questions of every second article and SQuAD's
training questions, which count a quarter as much together; shown for the other articles and SQuAD's development set.

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
import zlib

import numpy as np

_PUNCTUATION = str.maketrans("", "", string.punctuation)
UNRELATED_WEIGHT = 0.25


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


def features(report):
    """(logit of the model's confidence, coverage) of the first answer, and where it stands."""
    if not report["answers"]:
        return None
    answer = report["answers"][0]
    evidence = answer["evidence"][0]
    candidate = next(c for c in report["candidates"] if c["sentence_key"] == evidence["sentence_key"])
    own = min(max(candidate["passage_confidence"], 1e-6), 1 - 1e-6)
    return (np.log(own / (1 - own)), candidate["coverage"]), answer["answer"], evidence


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
    x, right, tuned = [], [], []
    for item, report in zip(expert, asked(options, [e["question"] for e in expert])):
        found = features(report)
        if not found:
            continue
        values, answer, evidence = found
        same = evidence["source"]["id"].removesuffix(".xml") == item["article"].removesuffix(".xml")
        x.append(values)
        right.append(same and overlaps(answer, evidence["sentence"], item["answers"]))
        tuned.append(zlib.crc32(item["article"].encode()) % 2 == 0)
    x, right, tuned = np.array(x), np.array(right), np.array(tuned)
    train = [f[0] for f in map(features, asked(options, squad(options.data, [f"squad-train-part{i}" for i in range(4)], 600))) if f]
    test = [f[0] for f in map(features, asked(options, squad(options.data, ["squad-dev-half1"], 600))) if f]
    unrelated = np.full(len(train), UNRELATED_WEIGHT * tuned.sum() / len(train))
    w = fit(np.r_[x[tuned], train], np.r_[right[tuned], np.zeros(len(train))], np.r_[np.ones(tuned.sum()), unrelated])
    print(f"model {w[0]:.3f}, coverage {w[1]:.3f}, bias {w[2]:.3f}; right {right.mean():.3f} of {len(x)}")

    def confidence(values):
        return 1 / (1 + np.exp(-(np.c_[np.array(values), np.ones(len(values))] @ w)))

    p, y, other = confidence(x[~tuned]), right[~tuned], confidence(test)
    print(f"AUC right against unrelated {auc(p[y], other):.3f} (model alone {auc(x[~tuned][y][:, 0], np.array(test)[:, 0]):.3f}), "
          f"right against wrong {auc(p[y], p[~y]):.3f} (model alone {auc(x[~tuned][y][:, 0], x[~tuned][~y][:, 0]):.3f})")
    values, truth = np.r_[p, other], np.r_[y, np.zeros(len(other))]
    weight = np.r_[np.ones(len(p)), np.full(len(other), UNRELATED_WEIGHT * len(p) / len(other))]
    place = np.minimum((values * 10).astype(int), 9)
    error = sum(
        abs(((values - truth) * weight)[place == b].sum()) for b in range(10)) / weight.sum()
    print(f"calibration error over ten bins {error:.3f}")
    for t in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        print(f"threshold {t:.2f}: answered {(p[y] >= t).mean():.3f} of what is answered right, {(p[~y] >= t).mean():.3f} of what "
              f"is answered wrong, {(other >= t).mean():.3f} of unrelated questions")


if __name__ == "__main__":
    main()
