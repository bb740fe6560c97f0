"""Picks the better of trained folders on questions kept out of training (never on the evaluation sets)."""

import argparse
import os

import data as d
import evaluate
import model as m
import sets
import sources
import train


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--data", default="../shared/data/qa")
    parser.add_argument("--link", required=True, help="symbolic link to make to the best folder")
    options = parser.parse_args()
    everything = d.load(options.data, sources.FILES, m.tokenizer(), train.HOME)
    held = sources.split(everything)["calibration"]
    questions = sets.some(held["squad"], 500) + held["snippet"]
    best = None
    for folder in options.folders:
        score = evaluate.f1_of(m.load(folder).to(m.device()), everything, questions, m.device())
        print(f"{folder}: F1 {score:.2f} over {len(questions)} questions kept out", flush=True)
        if best is None or score > best[0]:
            best = score, folder
    if os.path.islink(options.link):
        os.unlink(options.link)
    os.symlink(os.path.abspath(best[1]), options.link)


if __name__ == "__main__":
    main()
