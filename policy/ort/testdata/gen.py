#!/usr/bin/python3
"""Makes the tiny models of this folder: python3 gen.py. Needs numpy and onnx.

Each takes a picture of 4 by 2 pixels, averages it and multiplies the mean by
one weight per class, so that every score can be worked out by hand. (The many
files of the contract's own tests are made in Go, by forge_test.go.)
"""
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
CLASSES = ["no_action", "poke", "fireball"]
META = {
    "kumite.version": "1",
    "kumite.classes": json.dumps(CLASSES),
    "kumite.train_prior": "[0.98, 0.015, 0.005]",
    "kumite.decoder": "decode=gate&gamma=-2",
}


def model(name, *, element=T.FLOAT, weights=(1.0, -1.0, 2.0), out_element=T.FLOAT, meta=None, op="Mul",
          external=None, chain=()):
    work = T.FLOAT16 if element == T.FLOAT16 else T.FLOAT
    w = numpy_helper.from_array(np.array(weights, np.float16 if work == T.FLOAT16 else np.float32), "w")
    if external:
        w.ClearField("raw_data")
        w.data_location = T.EXTERNAL
        for k, v in {"location": external, "offset": "0", "length": "12"}.items():
            entry = w.external_data.add()
            entry.key, entry.value = k, v
    source, nodes, init = "frames", [], [w]
    if element == T.UINT8:
        nodes.append(helper.make_node("Cast", ["frames"], ["f"], to=T.FLOAT))
        source = "f"
    nodes.append(helper.make_node("ReduceMean", [source], ["m3"], axes=[1, 2, 3], keepdims=1))
    nodes.append(helper.make_node("Flatten", ["m3"], ["m"], axis=1))
    for i, v in enumerate(chain):
        init.append(numpy_helper.from_array(np.array([v], np.float32), f"c{i}"))
        nodes.append(helper.make_node("Mul", ["m", f"c{i}"] if i == 0 else [f"p{i - 1}", f"c{i}"], [f"p{i}"]))
    mean = f"p{len(chain) - 1}" if chain else "m"
    nodes.append(helper.make_node(op, [mean, "w"], ["scores"]))
    save(name, helper.make_graph(
        nodes, "tiny", [helper.make_tensor_value_info("frames", element, ("N", 1, 2, 4))],
        [helper.make_tensor_value_info("scores", out_element, ("N", 3))], init), meta or {})


def save(name, graph, meta):
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    m.ir_version = 8
    helper.set_model_props(m, META | meta)
    (HERE / name).write_bytes(m.SerializeToString())


model("good.onnx")
model("uint8.onnx", element=T.UINT8)
model("float16.onnx", element=T.FLOAT16, out_element=T.FLOAT16)
model("nan.onnx", weights=(1.0, float("nan"), 2.0))
model("foreign_class.onnx", meta={"kumite.classes": '["no_action","poke","fierball"]'})
model("bad_prior.onnx", meta={"kumite.train_prior": "[0.5,0.5,0.5]"})
model("unknown_op.onnx", op="Frobnicate")
model("external_missing.onnx", external="nowhere.bin")
model("external.onnx", external="external.data")
(HERE / "external.data").write_bytes(np.array([1, -1, 2], "<f4").tobytes())
# The mean times 1e-40, a denormal, and back.
model("denormal.onnx", chain=(1e-30, 1e-10, 1e30, 1e10))


def hung(name):
    """A model that answers as long as the picture stands still: for every step
    by which the newest frame differs from the one before, it goes round a loop
    10^15 times. (On a frame repeated, as when it is loaded, it scores 0.)"""
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["go_on"]), helper.make_node("Add", ["sum", "one"], ["sum_out"])],
        "body",
        [helper.make_tensor_value_info("i", T.INT64, []), helper.make_tensor_value_info("go", T.BOOL, []),
         helper.make_tensor_value_info("sum", T.FLOAT, [])],
        [helper.make_tensor_value_info("go_on", T.BOOL, []), helper.make_tensor_value_info("sum_out", T.FLOAT, [])],
        [numpy_helper.from_array(np.float32(1).reshape(()), "one")])
    nodes = [
        helper.make_node("Split", ["frames"], ["before", "now"], axis=1),
        helper.make_node("Sub", ["now", "before"], ["change"]),
        helper.make_node("Abs", ["change"], ["moved"]),
        helper.make_node("ReduceSum", ["moved"], ["much"], keepdims=0),
        helper.make_node("Mul", ["much", "long"], ["rounds_f"]),
        helper.make_node("Cast", ["rounds_f"], ["rounds"], to=T.INT64),
        helper.make_node("Loop", ["rounds", "", "zero"], ["summed"], body=body),
        helper.make_node("Mul", ["summed", "weights"], ["scores"]),
    ]
    init = [numpy_helper.from_array(np.float32(1e15).reshape(()), "long"),
            numpy_helper.from_array(np.float32(0).reshape(()), "zero"),
            numpy_helper.from_array(np.array([[0, 1, 0]], np.float32), "weights")]
    graph = helper.make_graph(
        nodes, "hung", [helper.make_tensor_value_info("frames", T.FLOAT, (1, 2, "H", "W"))],
        [helper.make_tensor_value_info("scores", T.FLOAT, (1, 3))], init)
    save(name, graph, {
        "kumite.input": '{"width":80,"height":45,"color":"gray","stack":2}', "kumite.decoder": "decode=argmax"})


def eater(name):
    """A model that answers as long as the picture stands still, as hung does:
    for every step by which the newest frame differs from the one before, it
    asks for 4 * 10^13 bytes to sum up. No machine has them."""
    nodes = [
        helper.make_node("Split", ["frames"], ["before", "now"], axis=1),
        helper.make_node("Sub", ["now", "before"], ["change"]),
        helper.make_node("Abs", ["change"], ["moved"]),
        helper.make_node("ReduceSum", ["moved"], ["much"], keepdims=0),
        helper.make_node("Mul", ["much", "huge"], ["length_f"]),
        helper.make_node("Cast", ["length_f"], ["length"], to=T.INT64),
        helper.make_node("Reshape", ["length", "one"], ["shape"]),
        helper.make_node("ConstantOfShape", ["shape"], ["ones"],
                         value=numpy_helper.from_array(np.array([1], np.float32))),
        helper.make_node("ReduceSum", ["ones"], ["summed"], keepdims=0),
        helper.make_node("Mul", ["summed", "weights"], ["scores"]),
    ]
    init = [numpy_helper.from_array(np.float32(1e13).reshape(()), "huge"),
            numpy_helper.from_array(np.array([1]), "one"),
            numpy_helper.from_array(np.array([[0, 1, 0]], np.float32), "weights")]
    graph = helper.make_graph(
        nodes, "eater", [helper.make_tensor_value_info("frames", T.FLOAT, (1, 2, "H", "W"))],
        [helper.make_tensor_value_info("scores", T.FLOAT, (1, 3))], init)
    m = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    m.ir_version = 8
    helper.set_model_props(m, META | {
        "kumite.input": '{"width":80,"height":45,"color":"gray","stack":2}', "kumite.decoder": "decode=argmax"})
    (HERE / name).write_bytes(m.SerializeToString())


eater("eater.onnx")
hung("hung.onnx")
