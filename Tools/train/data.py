"""SQuAD-format files -> token arrays, answer-aware crops, and batches of one length.

Every context and question is tokenized once and cached. An example is drawn anew each time its question comes up:
the answer's sentence alone, a few sentences, or the whole paragraph, or the same question over text that does not
hold the answer, whose target is the [CLS] position.
"""

import hashlib
import json
import os
import pickle
import re
import zlib
from dataclasses import dataclass, field

import numpy as np

CLS, SEP = 101, 102
MAX_LENGTH = 384
MAX_QUESTION = 64

# Where a sentence may end: closing punctuation, then space, then something that can open a sentence.
_BOUNDARY = re.compile(r"(?<=[.!?])[\"'’”)\]]*\s+(?=[\"'‘“(\[]?[A-Z0-9`])")
_ABBREVIATION = re.compile(r"(?:\b(?:[A-Z]|Dr|Mr|Mrs|Ms|St|Jr|Sr|vs|etc|al|cf|e\.g|i\.e|Fig|No|Inc|Co|Ltd|Prof|Gen|c|ca)\.)$")


def sentences(text):
    """Character spans of the sentences of `text`, in order; they cover every visible character."""
    spans, start = [], 0
    for match in _BOUNDARY.finditer(text):
        if match.start() - start < 15 or _ABBREVIATION.search(text[max(start, match.start() - 8) : match.start()]):
            continue
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return spans


def share(key, salt=""):
    """A number in [0, 1) that depends only on `key`: splits that stay the same on every machine."""
    return zlib.crc32((salt + key).encode()) / 2**32


@dataclass
class Context:
    text: str
    ids: np.ndarray  # [tokens]
    offsets: np.ndarray  # [tokens, 2] character spans
    sentences: list  # [(first token, past last token)]


@dataclass
class Question:
    source: str
    text: str
    ids: np.ndarray
    context: int  # index into Data.contexts
    spans: list  # [(first token, last token)], one a distinct reference
    answers: list  # reference strings
    id: str


@dataclass
class Data:
    contexts: list = field(default_factory=list)
    questions: list = field(default_factory=list)


def _token_span(offsets, start, end):
    inside = np.nonzero((offsets[:, 1] > start) & (offsets[:, 0] < end))[0]
    return (int(inside[0]), int(inside[-1])) if len(inside) else None


def read(path, tokenizer, source=None):
    """One SQuAD JSON file. A reference whose text is not at its offset is dropped, with its question if it was the only one."""
    source = source or os.path.basename(path).removesuffix(".json")
    with open(path, encoding="utf-8") as file:
        articles = json.load(file)["data"]
    paragraphs = [p for article in articles for p in article["paragraphs"]]
    contexts = tokenizer.encode_batch([p["context"] for p in paragraphs], add_special_tokens=False)
    data, dropped = Data(), 0
    for paragraph, encoding in zip(paragraphs, contexts):
        text = paragraph["context"]
        offsets = np.array(encoding.offsets, dtype=np.int32).reshape(-1, 2)
        bounds = []
        for start, end in sentences(text):
            span = _token_span(offsets, start, end)
            if span:
                bounds.append((span[0], span[1] + 1))
        data.contexts.append(Context(text, np.array(encoding.ids, dtype=np.int32), offsets, bounds))
        for qa in paragraph["qas"]:
            spans, answers = [], []
            for answer in qa["answers"]:
                start, value = answer["answer_start"], answer["text"]
                if text[start : start + len(value)] != value or not value.strip():
                    continue
                span = _token_span(offsets, start, start + len(value))
                if span:
                    answers.append(value)
                    spans.append(span)
            if not spans:
                dropped += 1
                continue
            data.questions.append(
                Question(source, qa["question"].strip(), None, len(data.contexts) - 1, spans, answers, str(qa.get("bioasq_id", qa["id"])))
            )
    for question, encoding in zip(
        data.questions, tokenizer.encode_batch([q.text for q in data.questions], add_special_tokens=False)
    ):
        question.ids = np.array(encoding.ids[:MAX_QUESTION], dtype=np.int32)
    if dropped:
        print(f"{source}: {dropped} questions without a verifiable answer dropped")
    return data


def load(folder, names, tokenizer, cache):
    """The named files of `folder`, read once and then from `cache`, as one Data."""
    stamp = [(n, os.path.getsize(f"{folder}/{n}.json")) for n in names]
    with open(__file__, "rb") as file:
        key = hashlib.sha1(repr(stamp).encode() + file.read()).hexdigest()[:16]
    path = os.path.join(cache, f"tokens-{key}.pickle")
    if os.path.exists(path):
        with open(path, "rb") as file:
            return pickle.load(file)
    data = Data()
    for name in names:
        part = read(f"{folder}/{name}.json", tokenizer)
        for question in part.questions:
            question.context += len(data.contexts)
        data.contexts += part.contexts
        data.questions += part.questions
    os.makedirs(cache, exist_ok=True)
    with open(path + ".part", "wb") as file:
        pickle.dump(data, file, protocol=4)
    os.replace(path + ".part", path)
    return data


def holding(context, span):
    """First and last sentence that a token span touches."""
    touched = [i for i, (start, end) in enumerate(context.sentences) if start <= span[1] and end > span[0]]
    return touched[0], touched[-1]


def window(context, span, room, rng):
    """A token range of at most `room` tokens around `span`, at a random place."""
    length = len(context.ids)
    if length <= room:
        return 0, length
    low = max(0, span[1] + 1 - room)
    high = min(span[0], length - room)
    start = int(rng.integers(low, high + 1)) if high >= low else span[0]
    return start, start + room


def crop(context, span, kind, room, rng):
    """Token range of the context shown with the question: `kind` sentences of it (0: all)."""
    if kind == 0:
        return window(context, span, room, rng)
    first, last = holding(context, span)
    for _ in range(kind - (last - first + 1)):
        if last + 1 < len(context.sentences) and (first == 0 or rng.random() < 0.5):
            last += 1
        elif first > 0:
            first -= 1
    start, end = context.sentences[first][0], context.sentences[last][1]
    return (start, end) if end - start <= room else window(context, span, room, rng)


def without_answer(data, question, rng, neighbours=6):
    """A context and token range that hold none of the answers: text of the same paragraph if it has any, else of one nearby."""
    answers = [a.casefold() for a in question.answers]

    def clear(context, start, end):
        text = context.text[context.offsets[start][0] : context.offsets[end - 1][1]].casefold()
        return not any(a in text for a in answers)

    home = data.contexts[question.context]
    options = [b for b in home.sentences if clear(home, *b)]
    if options and rng.random() < 0.85:
        start, end = options[int(rng.integers(len(options)))]
        # Sometimes two sentences, so that length does not give the label away.
        following = [b for b in options if b[0] == end]
        if following and rng.random() < 0.4:
            end = following[0][1]
        return home, start, end
    for _ in range(4):
        near = question.context + int(rng.integers(1, neighbours + 1)) * (1 if rng.random() < 0.5 else -1)
        if 0 <= near < len(data.contexts) and data.contexts[near].sentences:
            context = data.contexts[near]
            start, end = context.sentences[int(rng.integers(len(context.sentences)))]
            if clear(context, start, end):
                return context, start, end
    return None


def encode(question, context, start, end, span=None):
    """(token ids, question length, start target, end target); `span` in context tokens, None for no answer."""
    first = len(question.ids) + 2
    end = min(end, start + MAX_LENGTH - first - 1)
    ids = np.concatenate(([CLS], question.ids, [SEP], context.ids[start:end], [SEP])).astype(np.int32)
    if span is None or span[1] >= end:
        return ids, len(question.ids), 0, 0
    return ids, len(question.ids), first + span[0] - start, first + span[1] - start


def draw(data, question, mix, nulls, rng):
    """One training example. `mix`: chances of one sentence, of two or three, of the whole text."""
    if rng.random() < nulls:
        found = without_answer(data, question, rng)
        if found:
            return encode(question, *found)
    context = data.contexts[question.context]
    span = question.spans[int(rng.integers(len(question.spans)))]
    place = rng.random()
    kind = 1 if place < mix[0] else int(rng.integers(2, 4)) if place < mix[0] + mix[1] else 0
    room = MAX_LENGTH - len(question.ids) - 3
    start, end = crop(context, span, kind, room, rng)
    return encode(question, context, start, end, span)


def collate(examples):
    """Arrays [batch, longest]: ids, token types, mask; targets [batch]."""
    longest = max(len(e[0]) for e in examples)
    ids = np.zeros((len(examples), longest), dtype=np.int64)
    types, mask = np.zeros_like(ids), np.zeros_like(ids)
    for row, (tokens, question, _, _) in enumerate(examples):
        ids[row, : len(tokens)] = tokens
        mask[row, : len(tokens)] = 1
        types[row, question + 2 : len(tokens)] = 1
    targets = np.array([(e[2], e[3]) for e in examples], dtype=np.int64)
    return ids, types, mask, targets


def batches(examples, tokens, rng=None):
    """Index lists of similar length whose padded size stays under `tokens`; shuffled if `rng` is given."""
    order = sorted(range(len(examples)), key=lambda i: len(examples[i][0]))
    result, current = [], []
    for index in order:
        if current and len(examples[index][0]) * (len(current) + 1) > tokens:
            result.append(current)
            current = []
        current.append(index)
    if current:
        result.append(current)
    if rng is not None:
        rng.shuffle(result)
    return result
