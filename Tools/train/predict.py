"""Best spans and null scores of a model over encoded examples."""

import numpy as np
import torch

import data as d

LONGEST_ANSWER = 30


@torch.no_grad()
def spans(model, examples, device="cpu", tokens=6144):
    """For each example (first token, last token, best score, null score); tokens counted in the encoded example."""
    model.eval()
    result = [None] * len(examples)
    for batch in d.batches(examples, tokens):
        ids, types, mask, _ = d.collate([examples[i] for i in batch])
        output = model(
            input_ids=torch.from_numpy(ids).to(device),
            token_type_ids=torch.from_numpy(types).to(device),
            attention_mask=torch.from_numpy(mask).to(device),
        )
        starts, ends = output.start_logits.float().cpu().numpy(), output.end_logits.float().cpu().numpy()
        for row, index in enumerate(batch):
            length, first = len(examples[index][0]) - 1, examples[index][1] + 2
            start, end = starts[row, first:length], ends[row, first:length]
            scores = start[:, None] + end[None, :]
            place = np.arange(len(start))
            distance = place[None, :] - place[:, None]
            scores = np.where((distance >= 0) & (distance < LONGEST_ANSWER), scores, -np.inf)
            a, b = divmod(int(scores.argmax()), len(start))
            result[index] = (first + a, first + b, float(scores[a, b]), float(starts[row, 0] + ends[row, 0]))
    return result


def text(context, start, example, span):
    """The original text under a predicted span of an example whose context tokens begin at `start`."""
    shift = start - (example[1] + 2)
    return context.text[context.offsets[span[0] + shift][0] : context.offsets[span[1] + shift][1]]
