"""Writes tiny random BertForQuestionAnswering models and the reference's value at every stage.

Each case becomes two files: NAME.safetensors (weights plus golden tensors under the prefix "golden.") and
NAME.config.json. The full-size comparison (`--large FOLDER`) writes a whole model folder of BERT-large shape with
random weights and golden logits, for `compare-large`.
"""

import argparse
import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import BertConfig, BertForQuestionAnswering

TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

# name: shape, dtype the weights are stored in, batch of (question length, passage length)
CASES = {
    "gelu": (dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=3, intermediate_size=40,
                  hidden_act="gelu"), torch.float32, [(3, 5), (2, 17), (6, 26)]),
    "gelu-new": (dict(hidden_size=24, num_hidden_layers=2, num_attention_heads=2, intermediate_size=40,
                      hidden_act="gelu_new"), torch.float32, [(4, 9), (1, 1)]),
    "relu": (dict(hidden_size=20, num_hidden_layers=1, num_attention_heads=5, intermediate_size=36,
                  hidden_act="relu", layer_norm_eps=1e-6), torch.float32, [(2, 3), (7, 20)]),
    "wide-head": (dict(hidden_size=40, num_hidden_layers=1, num_attention_heads=1, intermediate_size=24,
                       hidden_act="gelu"), torch.float32, [(5, 33), (3, 5)]),
    "half": (dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=48,
                  hidden_act="gelu"), torch.float16, [(3, 8), (4, 21)]),
    "brain-float": (dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32,
                         hidden_act="gelu"), torch.bfloat16, [(3, 8), (2, 11)]),
}


def model_of(shape, vocabulary, positions, dtype, deviation=0.15):
    config = BertConfig(vocab_size=vocabulary, max_position_embeddings=positions, **shape)
    model = BertForQuestionAnswering(config)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.normal_(0, deviation)
            if "LayerNorm.weight" in name:
                parameter.add_(1)
    # What is stored is what both sides compute with.
    return config, model.to(dtype).float().eval()


def reference(model, questions):
    golden = {}
    hidden = model.config.num_hidden_layers
    stages = [[] for _ in range(hidden + 1)]
    starts, ends, ids, types, lengths = [], [], [], [], []
    for question, passage in questions:
        sequence = torch.randint(5, model.config.vocab_size, (question + passage + 3,))
        sequence[0], sequence[question + 1], sequence[-1] = 2, 3, 3
        kind = torch.cat([torch.zeros(question + 2), torch.ones(passage + 1)]).long()
        with torch.no_grad():
            out = model(sequence[None], token_type_ids=kind[None], output_hidden_states=True)
        for stage, value in zip(stages, out.hidden_states):
            stage.append(value[0])
        starts.append(out.start_logits[0])
        ends.append(out.end_logits[0])
        ids.append(sequence)
        types.append(kind)
        lengths.append(len(sequence))
    golden["golden.embeddings"] = torch.cat(stages[0])
    for layer in range(hidden):
        golden[f"golden.layer.{layer}"] = torch.cat(stages[layer + 1])
    golden["golden.start"] = torch.cat(starts)
    golden["golden.end"] = torch.cat(ends)
    golden["golden.ids"] = torch.cat(ids).int()
    golden["golden.types"] = torch.cat(types).int()
    golden["golden.lengths"] = torch.tensor(lengths).int()
    return golden


def quantized(tensors):
    """Matrices as I8 with one scale a row, and their exact values for the reference."""
    stored, exact = {}, {}
    for name, value in tensors.items():
        if value.dim() == 2 and value.shape[0] > 2 and "embeddings" not in name:
            scale = value.abs().amax(1) / 127
            steps = (value / scale[:, None]).round().clamp(-127, 127)
            stored[name], stored[name + "_scale"] = steps.to(torch.int8), scale.float()
            exact[name] = steps * scale[:, None]
        else:
            stored[name] = exact[name] = value
    return stored, exact


def write_tiny(folder):
    for seed, (name, (shape, dtype, questions)) in enumerate(CASES.items()):
        torch.manual_seed(seed)
        config, model = model_of(shape, 32, 44, dtype)
        tensors = {key: value.to(dtype).contiguous() for key, value in model.state_dict().items()}
        save(folder, name, config, tensors, reference(model, questions))
    torch.manual_seed(100)
    config, model = model_of(CASES["gelu"][0], 32, 44, torch.float32)
    stored, exact = quantized(model.state_dict())
    model.load_state_dict(exact)
    save(folder, "bytes", config, {key: value.contiguous() for key, value in stored.items()},
         reference(model, [(3, 9), (5, 14)]))


def save(folder, name, config, tensors, golden):
    save_file({**tensors, **golden}, folder / f"{name}.safetensors", metadata={"format": "pt"})
    text = json.dumps(json.loads(config.to_json_string(use_diff=False)), indent=1)
    keep = ["architectures", "model_type", "hidden_size", "num_hidden_layers", "num_attention_heads",
            "intermediate_size", "vocab_size", "max_position_embeddings", "type_vocab_size", "layer_norm_eps",
            "hidden_act"]
    fields = json.loads(text)
    fields["architectures"] = ["BertForQuestionAnswering"]
    fields["model_type"] = "bert"
    (folder / f"{name}.config.json").write_text(
        json.dumps({key: fields[key] for key in keep}, indent=1) + "\n")


def write_large(folder):
    torch.manual_seed(7)
    shape = dict(hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, intermediate_size=4096)
    config, model = model_of(shape, 30522, 512, torch.float32, deviation=0.02)
    golden = reference(model, [(10, 35), (8, 120), (12, 372)])
    folder.mkdir(parents=True, exist_ok=True)
    save(folder, "model", config, {key: value.contiguous() for key, value in model.state_dict().items()}, {})
    (folder / "model.config.json").rename(folder / "config.json")
    words = TOKENS + [f"word{index}" for index in range(30522 - len(TOKENS))]
    (folder / "vocab.txt").write_text("\n".join(words) + "\n")
    save_file({key: value for key, value in golden.items() if "layer" not in key and "embeddings" not in key},
              folder / "golden.safetensors")


def write_real(folder, output):
    """Golden logits of a model folder, computed by the reference library from the same files."""
    torch.manual_seed(11)
    model = BertForQuestionAnswering.from_pretrained(folder, dtype=torch.float32).eval()
    save_file({key: value for key, value in reference(model, [(10, 35), (8, 120), (12, 300)]).items()
               if "layer" not in key and "embeddings" not in key}, output)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path, nargs="?", help="where the tiny cases go")
    parser.add_argument("--large", type=pathlib.Path, help="write a BERT-large model and golden logits here")
    parser.add_argument("--real", type=pathlib.Path, nargs=2, metavar=("MODEL", "OUTPUT"),
                        help="write golden logits of this model folder")
    arguments = parser.parse_args()
    if arguments.folder:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        write_tiny(arguments.folder)
    if arguments.large:
        write_large(arguments.large)
    if arguments.real:
        write_real(*arguments.real)
