"""Fine-tunes the base model for extractive question answering: warm-up, stable rate, linear decay.

The decay starts and ends at a token count (--stable-tokens, --decay-tokens) or at a time of day (--decay-at, --end-at;
the log then says the counts that repeat the run). A checkpoint with weights, optimizer and data position is written
every few minutes in the stable phase; --resume goes on from it.
"""

import argparse
import datetime
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file

import data as d
import evaluate
import model as m
import sets
import sources

HOME = os.path.join(os.environ.get("XDG_CACHE_HOME", os.path.expanduser("~/.cache")), "answer", "train")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="../shared/data/qa", help="folder of SQuAD-format files")
    parser.add_argument("--out", default=os.path.join(HOME, "out"), help="folder for checkpoints and the final weights")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--warmup", type=int, default=200, help="steps")
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--stable-tokens", type=int, default=4_000_000)
    parser.add_argument("--decay-tokens", type=int, default=2_000_000)
    parser.add_argument("--decay-at", metavar="HH:MM", help="start the decay at this time instead")
    parser.add_argument("--end-at", metavar="HH:MM", help="end the decay at this time instead")
    parser.add_argument("--resume", metavar="CHECKPOINT", help="go on from a stable-phase checkpoint")
    parser.add_argument(
        "--teacher", metavar="FOLDER", action="append", default=[],
        help="learn more from what these models think of every position than from the references (repeatable)")
    parser.add_argument("--compile", action="store_true", help="let torch.compile fuse element-wise work")
    parser.add_argument("--bf16", action="store_true", help="multiply in bfloat16: twice as fast with AVX-512 BF16 or on a GPU")
    parser.add_argument("--dropout", type=float, default=0.1, help="of hidden states; keeps several passes from overfitting")
    parser.add_argument("--checkpoint-minutes", type=float, default=8)
    parser.add_argument("--evaluate-minutes", type=float, default=15)
    return parser.parse_args()


def today(clock):
    hour, minute = map(int, clock.split(":"))
    return datetime.datetime.now().replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()


class Questions:
    """Draws rounds of questions: each group is gone through in a shuffled order, again and again."""

    def __init__(self, groups, seed):
        self.groups, self.seed = groups, seed
        self.cursor = {name: 0 for name in groups}

    def take(self, name, count):
        questions, taken = self.groups[name], []
        while count > len(taken):
            lap, place = divmod(self.cursor[name], len(questions))
            order = np.random.default_rng([self.seed, lap, len(questions)]).permutation(len(questions))
            part = order[place : place + count - len(taken)]
            taken += [questions[i] for i in part]
            self.cursor[name] += len(part)
        return taken

    def round(self, plan):
        return [question for name, count in plan.items() if name in self.groups for question in self.take(name, count)]


class Optimizer:
    """AdamW on the dense weights, lazy Adam on the rows of the word embedding that a batch touches."""

    def __init__(self, model, rate):
        self.table = model.bert.embeddings.word_embeddings.weight
        decayed, plain, head = [], [], []
        for name, parameter in model.named_parameters():
            if parameter is not self.table:
                (head if "qa_outputs" in name else decayed if parameter.dim() == 2 else plain).append(parameter)
        self.dense = decayed + plain + head
        self.adam = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": 0.01, "scale": 1.0},
                {"params": plain, "weight_decay": 0.0, "scale": 1.0},
                {"params": head, "weight_decay": 0.0, "scale": 3.0},
            ],
            lr=rate,
            betas=(0.9, 0.99),
            foreach=True,
        )
        self.sparse = torch.optim.SparseAdam([self.table], lr=rate, betas=(0.9, 0.99))

    def step(self, rate):
        torch.nn.utils.clip_grad_norm_(self.dense, 1.0)
        for part in self.adam.param_groups:
            part["lr"] = rate * part["scale"]
        self.sparse.param_groups[0]["lr"] = rate
        self.adam.step()
        self.sparse.step()
        self.adam.zero_grad(set_to_none=True)
        self.sparse.zero_grad(set_to_none=True)

    def state_dict(self):
        return {"adam": self.adam.state_dict(), "sparse": self.sparse.state_dict()}

    def load_state_dict(self, state):
        self.adam.load_state_dict(state["adam"])
        self.sparse.load_state_dict(state["sparse"])


def logits_of(model, ids, types, mask, bf16):
    """Start and end logits [batch, longest] in f32, padding ruled out."""
    with torch.autocast(ids.device.type, dtype=torch.bfloat16, enabled=bf16):
        output = model(input_ids=ids, token_type_ids=types, attention_mask=mask)
    hidden = mask == 0
    return [logits.float().masked_fill(hidden, -1e4) for logits in (output.start_logits, output.end_logits)]


# Soft targets are compared at this temperature: what teachers think of the runners-up is what is learned from them.
TEMPERATURE = 2.0
# Share of the loss that is theirs; the references have mistakes of their own.
DISTILLED = 0.7


def loss_of(model, teachers, ids, types, mask, targets, bf16):
    logits = logits_of(model, ids, types, mask, bf16)
    loss = sum(F.cross_entropy(side, targets[:, index]) for index, side in enumerate(logits)) / 2
    if not teachers:
        return loss
    with torch.no_grad():
        opinions = [logits_of(teacher, ids, types, mask, bf16) for teacher in teachers]
        soft = [sum(F.softmax(side / TEMPERATURE, dim=1) for side in sides) / len(teachers) for sides in zip(*opinions)]
    distilled = sum(F.cross_entropy(side / TEMPERATURE, target) for side, target in zip(logits, soft)) / 2
    return (1 - DISTILLED) * loss + DISTILLED * TEMPERATURE**2 * distilled


def main():
    options = arguments()
    os.makedirs(options.out, exist_ok=True)
    torch.manual_seed(options.seed)
    torch.set_flush_denormal(True)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = m.tokenizer()
    everything = d.load(options.data, sources.FILES, tokenizer, HOME)
    parts = sources.split(everything)
    for part, groups in parts.items():
        print(part, {name: len(questions) for name, questions in groups.items()}, flush=True)
    watched = sets.some(parts["calibration"].get("squad", []), 300)

    model = m.base(options.dropout).to(device)
    embedding = model.bert.embeddings.word_embeddings
    embedding.sparse, embedding.padding_idx = True, None
    optimizer = Optimizer(model, options.rate)
    questions = Questions(parts["train"], options.seed)
    state = {"step": 0, "tokens": 0, "round": 0, "batch": 0}
    if options.resume:
        saved = torch.load(options.resume, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        state = saved["state"]
        questions.cursor = dict(saved["cursor"])
    teachers = [m.load(folder).to(device).requires_grad_(False) for folder in options.teacher]
    rounds = sources.DISTILLED_ROUNDS if teachers else sources.ROUNDS
    network = torch.compile(model, dynamic=True) if options.compile else model
    average, decay, started = None, None, time.time()
    marks = {"log": time.time(), "checkpoint": time.time(), "evaluate": time.time(), "tokens": state["tokens"]}
    losses, finished = [], False

    def checkpoint(cursor, name):
        path = os.path.join(options.out, name)
        torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "state": state, "cursor": cursor}, path + ".part")
        os.replace(path + ".part", path)

    def decaying():
        """How far the decay has come, 0 to 1; None before it."""
        nonlocal decay
        now = time.time()
        if decay is None:
            due = now >= today(options.decay_at) if options.decay_at else state["tokens"] >= options.stable_tokens
            if not due:
                return None
            decay = {"time": now, "tokens": state["tokens"]}
            print(f"decay starts: step {state['step']}, {state['tokens']} tokens", flush=True)
        if options.end_at:
            return min(1.0, (now - decay["time"]) / max(1.0, today(options.end_at) - decay["time"]))
        return min(1.0, (state["tokens"] - decay["tokens"]) / options.decay_tokens)

    while not finished:
        phase = "stable" if decaying() is None else "decay"
        cursor = dict(questions.cursor)
        rng = np.random.default_rng([options.seed, 1, state["round"]])
        drawn = questions.round(rounds[phase])
        examples = [d.draw(everything, q, sources.MIX[phase], sources.NULLS, rng) for q in drawn]
        plan = d.batches(examples, options.batch_tokens, rng)
        for place, batch in enumerate(plan):
            if place < state["batch"]:
                continue
            progress = decaying()
            if progress is not None and phase == "stable":
                break
            if progress == 1.0:
                finished = True
                break
            rate = options.rate * min(1.0, (state["step"] + 1) / options.warmup) * (1.0 - (progress or 0.0))
            ids, types, mask, targets = (torch.from_numpy(a).to(device) for a in d.collate([examples[i] for i in batch]))
            model.train()
            loss = loss_of(network, teachers, ids, types, mask, targets, options.bf16)
            # Equal weight a batch would favour questions with long texts, equal weight a question short ones.
            (loss * (len(batch) / 30) ** 0.5).backward()
            optimizer.step(rate)
            losses.append(loss.item())
            state["step"] += 1
            state["tokens"] += int(mask.sum())
            state["batch"] = place + 1
            if progress is not None and state["step"] % 10 == 0:
                weights = [p.detach() for p in model.parameters()]
                if average is None:
                    average = [w.clone() for w in weights]
                torch._foreach_lerp_(average, weights, 0.03)
            now = time.time()
            if state["step"] % 50 == 0:
                speed = (state["tokens"] - marks["tokens"]) / (now - marks["log"])
                print(
                    f"{time.strftime('%H:%M:%S')} step {state['step']} tokens {state['tokens']} {phase} rate {rate:.2e} "
                    f"loss {np.mean(losses):.3f} {speed:.0f} tokens/s",
                    flush=True,
                )
                marks["log"], marks["tokens"], losses = now, state["tokens"], []
            if phase == "stable" and now - marks["checkpoint"] > options.checkpoint_minutes * 60:
                checkpoint(cursor, "stable.pt")
                marks["checkpoint"] = time.time()
            if now - marks["evaluate"] > options.evaluate_minutes * 60:
                print(f"held-out SQuAD paragraphs: F1 {evaluate.f1_of(model, everything, watched, device):.1f}", flush=True)
                marks["evaluate"] = time.time()
        else:
            state["round"] += 1
            state["batch"] = 0
            continue
        if not finished:
            # The decay cuts a stable round short: keep the state before it, then start a round of the other mix.
            checkpoint(cursor, "stable.pt")
            state["round"] += 1
            state["batch"] = 0

    print(
        f"done: {state['step']} steps; repeat with --stable-tokens {decay['tokens']} "
        f"--decay-tokens {state['tokens'] - decay['tokens']}; {time.time() - started:.0f} s",
        flush=True,
    )
    last = {name: value.detach().clone().contiguous() for name, value in model.state_dict().items()}
    for folder, weights in (("last", last), ("average", None)):
        if weights is None:
            with torch.no_grad():
                for parameter, value in zip(model.parameters(), average or model.parameters()):
                    parameter.copy_(value)
            weights = {name: value.detach().clone().contiguous() for name, value in model.state_dict().items()}
        path = os.path.join(options.out, folder)
        os.makedirs(path, exist_ok=True)
        save_file({k: v.cpu() for k, v in weights.items()}, os.path.join(path, "model.safetensors"), metadata={"format": "pt"})
        model.config.save_pretrained(path)
        tokenizer.save(os.path.join(path, "tokenizer.json"))
        with open(os.path.join(path, "training.json"), "w") as file:
            json.dump({"state": state, "decay": decay, "options": vars(options)}, file, indent=1)


if __name__ == "__main__":
    main()
