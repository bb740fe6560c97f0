"""Which files are trained on, how often, and which questions are kept out."""

import data as d

SQUAD = [f"squad-train-part{i}" for i in range(4)]
FILES = SQUAD + [
    "squad_reqa_sentence_extra",
    "qed_train",
    "qamr_filtered_dev",
    "qamr_filtered_test",
    "bioasq_6b8b_snippet",
    "bioasq_6b8b_abstract",
    "fairytaleqa_train",
]

# Questions a round from each group, while the rate is stable and while it decays: biomedical questions come last.
ROUNDS = {
    "stable": {"squad": 3000, "reqa": 450, "qed": 450, "qamr": 350, "snippet": 200, "abstract": 100, "fairytale": 120},
    "decay": {"squad": 2700, "reqa": 300, "qed": 300, "qamr": 120, "snippet": 600, "abstract": 200, "fairytale": 40},
}
# With teachers the other sources are worth more, since what is learned from them is not only their own manner.
DISTILLED_ROUNDS = {
    "stable": {"squad": 2900, "reqa": 450, "qed": 450, "qamr": 500, "snippet": 350, "abstract": 150, "fairytale": 120},
    "decay": {"squad": 2700, "reqa": 300, "qed": 300, "qamr": 200, "snippet": 700, "abstract": 200, "fairytale": 40},
}
# Chances of one sentence, two or three sentences, the whole text. Short texts first: more questions a token.
MIX = {"stable": (0.50, 0.25, 0.25), "decay": (0.42, 0.20, 0.38)}
NULLS = 0.22


def group(source):
    for name, part in (("squad-train", "squad"), ("reqa", "reqa"), ("qed", "qed"), ("qamr", "qamr"), ("snippet", "snippet"), ("abstract", "abstract")):
        if name in source:
            return part
    return "fairytale"


def split(data):
    """{"train" | "calibration" | "test": {group: [question]}}.

    Test: a tenth of the BioASQ questions (by question, so that none of its snippets or abstracts is trained on).
    Calibration: 4 % of the SQuAD paragraphs, 6 % of the other groups' contexts and another 6 % of the BioASQ questions.
    """
    parts = {"train": {}, "calibration": {}, "test": {}}
    for question in data.questions:
        kind = group(question.source)
        if kind in ("snippet", "abstract"):
            place = d.share(question.text.casefold(), "bioasq")
            part = "test" if place < 0.10 else "calibration" if place < 0.16 else "train"
        else:
            place = d.share(data.contexts[question.context].text, "context")
            part = "calibration" if place < (0.04 if kind == "squad" else 0.06) else "train"
        parts[part].setdefault(kind, []).append(question)
    return parts
