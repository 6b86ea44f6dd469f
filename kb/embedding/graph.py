"""Write the encoder and the reranker as ONNX graphs, straight from the 4-bit source, with onnx.helper alone.

Written by hand instead of exported: it needs neither torch nor transformers at setup, takes about a second, and
names onnxruntime's fused operators itself, so that no optimiser has to find them.

It takes texts of one length, without padding: then attention needs no mask, and no text's activations share a
quantisation scale with another's. LayerNormalization behind Add, since onnxruntime's SkipLayerNormalization takes
six times as long on a CPU (1.32).

Cosine to the same graph in float32, 160 chunks of 10-240 tokens, each alone:

    linear layers in 7 bits, one scale a column               mean     worst
    as they are                                               0.9972   0.9955
    4-bit blocks for feed-forward output 0, 4, 5              0.9987   0.9981   a fifth slower
    one channel damped in feed-forward output 0, 4, 5         0.9987   0.9979   <- chosen
    and one in feed-forward input 0-10                        0.9990   0.9984   2 % slower

Seven bits, since on processors without VNNI the product of 8-bit weights and activations overflows its 16-bit sum.
The embedding table keeps its 4-bit blocks, which lose nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from kb.embedding.delta import Delta
from kb.embedding.source import BLOCK, Source

WEIGHT_LIMIT = 63
# One channel of these feed-forward outputs' inputs is 4-12 times the largest other, on one or two tokens of every text:
# it would take up the scale of them all. It is divided and its weights multiplied. Part -> (channel, factor), of this
# model only.
DAMPED = {"l0.fo": (318, 8), "l4.fo": (778, 8), "l5.fo": (658, 8)}
_FUSED = "com.microsoft"
_OPSET, _IR_VERSION = 21, 10  # read by onnxruntime 1.18 and later


class _Graph:
    """Nodes and constants in writing; a node is named after its first output."""

    def __init__(self, source: Source, deltas: Sequence[Delta], quantised: bool) -> None:
        self.source = source
        self.deltas = deltas
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(self, op: str, inputs: list[str], *outputs: str, fused: bool = False, **attributes: object) -> str:
        domain = _FUSED if fused else ""
        made = helper.make_node(op, inputs, list(outputs), outputs[0], domain=domain)
        made.attribute.extend(helper.make_attribute(key, value) for key, value in sorted(attributes.items()))
        self.nodes.append(made)
        return outputs[0]

    def vector(self, name: str) -> str:
        return self.constant(name, self.source.floats(name))

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A linear layer's weights `(out, columns)`, with what training added."""
        weights = self.source.matrix(name + ".w", columns)
        for delta in self.deltas:
            if name in delta.factors:
                weights = weights + delta.factors[name].product()
        return weights


def write_graph(
    source: Source, kept: NDArray[np.int64], path: Path, deltas: Sequence[Delta] = (), quantised: bool = True
) -> None:
    """Write `ids` -> `vectors`: int64 `(b, t)`, texts of one length, out `(b, hidden)` float32, rows L2-normalised.

    `kept` are the rows of the embedding table to store, in the order of the new ids; `deltas` are added to the linear
    layers. `quantised=False` keeps those in float32: the reference that the quantised graph is measured against.
    """
    graph = _Graph(source, deltas, quantised)
    _pool(graph, _encode(graph, kept, source.shape.layers))
    vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["b", source.shape.hidden])
    onnx.save(_as_model(graph, vectors), str(path))


def write_reranker_graph(
    source: Source, kept: NDArray[np.int64], path: Path, deltas: Sequence[Delta], quantised: bool = True
) -> None:
    """Write `ids` -> `logits`: int64 `(b, t)`, pairs of one length, out `(b,)` float32.

    The last of `deltas` holds the head: `head.w` `(2 * hidden,)` over the first token's state and the mean of all, and
    `head.b` `(1,)`; and `layers` `(1,)`, how many of the layers it was trained on.
    """
    head = deltas[-1].extras
    graph = _Graph(source, deltas, quantised)
    state = _encode(graph, kept, int(head["layers"][0]))
    _score(graph, state, head["head.w"], head["head.b"])
    logits = helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["b"])
    onnx.save(_as_model(graph, logits), str(path))


def _as_model(graph: _Graph, output: onnx.ValueInfoProto) -> onnx.ModelProto:
    ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["b", "t"])
    made = helper.make_graph(graph.nodes, "multilingual-e5-small", [ids], [output], graph.constants)
    opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="mingce")


def _encode(graph: _Graph, kept: NDArray[np.int64], layers: int) -> str:
    """The states after `layers` layers: `(b, t, hidden)`."""
    state = _embed(graph, kept)
    for layer in range(layers):
        attended = _attend(graph, f"l{layer}.", state)
        state = _feed_forward(graph, layer, attended)
    return state


def _embed(graph: _Graph, kept: NDArray[np.int64]) -> str:
    """Word + position + type 0, normalised: `(b, t, hidden)`."""
    source, hidden = graph.source, graph.source.shape.hidden
    values, scales = source.nibbles("emb.word", hidden)
    signed = values[kept] ^ 8  # n - 8 in two's complement of four bits
    packed = (signed[:, 0::2] | signed[:, 1::2] << 4).tobytes()
    graph.constants.append(helper.make_tensor("words", TensorProto.INT4, signed.shape, packed, raw=True))
    graph.constant("word_scales", scales[kept])
    lookup = ["words", "ids", "word_scales"]
    graph.node("GatherBlockQuantized", lookup, "word", fused=True, block_size=BLOCK, quantize_axis=1)
    kind = source.floats("emb.type")[:hidden]
    graph.constant("positions", source.floats("emb.pos").reshape(-1, hidden) + kind)
    zero = graph.constant("zero", np.array([0]))
    graph.node("Shape", ["ids"], "length", start=1, end=2)
    graph.node("Slice", ["positions", zero, "length", zero], "position")
    graph.node("Add", ["word", "position"], "embedded")
    weights = ["embedded", graph.vector("emb.ln.w"), graph.vector("emb.ln.b")]
    return graph.node("LayerNormalization", weights, "state", epsilon=source.shape.norm_epsilon)


def _attend(graph: _Graph, prefix: str, state: str) -> str:
    hidden, heads = graph.source.shape.hidden, graph.source.shape.heads
    joined = _linear(graph, state, [prefix + "q", prefix + "k", prefix + "v"], hidden)
    parts = [prefix + part for part in ("query", "key", "value")]
    graph.node("Split", [joined], *parts, axis=2, num_outputs=3)
    context = graph.node("MultiHeadAttention", parts, prefix + "context", fused=True, num_heads=heads)
    return _add_norm(graph, prefix + "aln", _linear(graph, context, [prefix + "ao"], hidden), state)


def _feed_forward(graph: _Graph, layer: int, state: str) -> str:
    prefix, shape = f"l{layer}.", graph.source.shape
    inner = _linear(graph, state, [prefix + "fi"], shape.hidden)
    active = graph.node("Gelu", [inner], prefix + "active", fused=True)
    outer = _linear(graph, active, [prefix + "fo"], shape.feed_forward)
    return _add_norm(graph, prefix + "oln", outer, state)


def _add_norm(graph: _Graph, name: str, update: str, state: str) -> str:
    total = graph.node("Add", [update, state], name + ".sum")
    inputs = [total, graph.vector(name + ".w"), graph.vector(name + ".b")]
    return graph.node("LayerNormalization", inputs, name + ".out", epsilon=graph.source.shape.norm_epsilon)


def _linear(graph: _Graph, state: str, names: list[str], columns: int) -> str:
    """`state` times the named matrices side by side, plus their biases."""
    name = ".".join(names)
    bias = graph.constant(name + ".b", np.concatenate([graph.source.floats(n + ".b") for n in names]))
    weights = np.concatenate([graph.matrix(n, columns) for n in names]).T
    if graph.quantised:
        return _linear_int8(graph, state, name, weights, bias)
    graph.constant(name + ".w", weights)
    graph.node("MatMul", [state, name + ".w"], name + ".product")
    return graph.node("Add", [name + ".product", bias], name + ".out")


def _linear_int8(graph: _Graph, state: str, name: str, weights: NDArray[np.float32], bias: str) -> str:
    """Weights in int8 with one scale a column; activations quantised as they come, one scale for all."""
    if name in DAMPED:
        channel, factor = DAMPED[name]
        factors = np.ones(len(weights), np.float32)
        factors[channel] = factor
        weights = weights * factors[:, None]
        state = graph.node("Mul", [state, graph.constant(name + ".damping", 1 / factors)], name + ".damped")
    scales = np.abs(weights).max(axis=0) / WEIGHT_LIMIT
    graph.constant(name + ".w", np.round(weights / scales).astype(np.int8))
    graph.constant(name + ".scales", scales.astype(np.float32))
    graph.constant(name + ".zeros", np.zeros(len(scales), np.int8))
    inputs = [state, name + ".w", name + ".scales", name + ".zeros", bias]
    return graph.node("DynamicQuantizeMatMul", inputs, name + ".out", fused=True)


def _pool(graph: _Graph, state: str) -> None:
    """Sum over the tokens of each text, L2-normalised (the same as their mean, normalised)."""
    one = graph.constant("one", np.array([1]))
    graph.node("ReduceSum", [state, one], "sum", keepdims=0)
    graph.node("LpNormalization", ["sum"], "vectors", axis=1, p=2)


def _score(graph: _Graph, state: str, weights: NDArray[np.float32], bias: NDArray[np.float32]) -> None:
    """One logit a pair, from the first token's state and the mean of all states."""
    one = graph.constant("one", np.array([1]))
    graph.node("Gather", [state, graph.constant("first", np.array([0]))], "first.state", axis=1)
    graph.node("Squeeze", ["first.state", one], "opening")
    graph.node("ReduceMean", [state, one], "mean", keepdims=0)
    graph.node("Concat", ["opening", "mean"], "summary", axis=1)
    graph.constant("head.w", weights.astype(np.float32).reshape(-1, 1))
    graph.node("MatMul", ["summary", "head.w"], "head.product")
    graph.node("Add", ["head.product", graph.constant("head.b", bias.astype(np.float32))], "head.sum")
    graph.node("Squeeze", ["head.sum", one], "logits")
