"""The evaluation sets, as items of one question over one text.

An item is (question, context, first context token, example, answerable). Long texts become several overlapping
items with the same question; the best span over them counts.
"""

import numpy as np

import data as d

STRIDE = 128


def whole(data, questions):
    """Each question over its whole text, in windows of 384 tokens that start 128 apart where it is longer."""
    items = []
    for question in questions:
        context = data.contexts[question.context]
        room = d.MAX_LENGTH - len(question.ids) - 3
        start = 0
        while True:
            items.append((question, context, start, d.encode(question, context, start, len(context.ids)), True))
            if start + room >= len(context.ids):
                break
            start += STRIDE
    return items


def sentence(data, questions):
    """Each question over only the sentence (rarely two) that holds its first reference."""
    items, rng = [], np.random.default_rng(0)
    for question in questions:
        context = data.contexts[question.context]
        room = d.MAX_LENGTH - len(question.ids) - 3
        start, end = d.crop(context, question.spans[0], 1, room, rng)
        items.append((question, context, start, d.encode(question, context, start, end, question.spans[0]), True))
    return items


def unanswerable(data, questions, seed=3):
    """Each question over text of the same article that holds none of its answers; None where there is none."""
    items, rng = [], np.random.default_rng(seed)
    for question in questions:
        found = d.without_answer(data, question, rng)
        items.append(found and (question, found[0], found[1], d.encode(question, *found), False))
    return items


def some(questions, count, seed=1):
    order = np.random.default_rng(seed).permutation(len(questions))[:count]
    return [questions[i] for i in sorted(order)]
