"""Writes a trained model as int8: every matrix gets one scale an output row (an embedding, one a token).

`NAME` holds the integers (I8, [out, in]) and `NAME_scale` the factors (F32, [out]): weight = integer * scale. A row's
scale is the one of twenty clipping points with the least squared error. Position and type embeddings are F16, vectors and the
span head F32.
"""

import argparse
import json
import os
import shutil

import torch
from safetensors.torch import load_file, save_file

import model as m

KEPT_HALF = ("position_embeddings", "token_type_embeddings")


def quantized(weight):
    """Integers [out, in] and scales [out] of a matrix, nearest in squared error."""
    weight = weight.float()
    peak = weight.abs().amax(dim=1).clamp_min(1e-12)
    best = torch.full_like(peak, float("inf"))
    integers, scales = torch.zeros_like(weight, dtype=torch.int8), torch.zeros_like(peak)
    for clip in torch.linspace(1.0, 0.62, 20):
        scale = peak * clip / 127
        candidate = (weight / scale[:, None]).round().clamp(-127, 127)
        error = (candidate * scale[:, None] - weight).square().sum(dim=1)
        better = error < best
        best = torch.where(better, error, best)
        scales = torch.where(better, scale, scales)
        integers[better] = candidate[better].to(torch.int8)
    return integers, scales


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="folder with the trained model.safetensors")
    parser.add_argument("target", help="folder to write")
    options = parser.parse_args()
    os.makedirs(options.target, exist_ok=True)
    tensors = {}
    for name, weight in load_file(os.path.join(options.source, "model.safetensors")).items():
        if name.endswith("position_ids"):
            continue
        if weight.dim() != 2 or "qa_outputs" in name:
            tensors[name] = weight.float().contiguous()
        elif any(part in name for part in KEPT_HALF):
            tensors[name] = weight.half().contiguous()
        else:
            tensors[name], tensors[name + "_scale"] = quantized(weight)
    save_file(tensors, os.path.join(options.target, "model.safetensors"), metadata={"format": "pt"})
    with open(os.path.join(options.source, "config.json")) as file:
        config = json.load(file)
    for key in ("dtype", "torch_dtype", "_name_or_path", "transformers_version"):
        config.pop(key, None)
    # The base names itself an encoder; with the span head on top it is this.
    config["architectures"] = ["BertForQuestionAnswering"]
    with open(os.path.join(options.target, "config.json"), "w") as file:
        json.dump(config, file, indent=2, sort_keys=True)
        file.write("\n")
    with open(os.path.join(options.target, "tokenizer_config.json"), "w") as file:
        json.dump({"do_lower_case": True, "model_max_length": 512, "tokenizer_class": "BertTokenizer"}, file, indent=2)
        file.write("\n")
    shutil.copyfile(os.path.join(m.base_folder(), "vocab.txt"), os.path.join(options.target, "vocab.txt"))
    for name in sorted(os.listdir(options.target)):
        print(name, os.path.getsize(os.path.join(options.target, name)))


if __name__ == "__main__":
    main()
