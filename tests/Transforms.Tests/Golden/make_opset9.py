"""Writes opset9.onnx: what became an input later is an attribute, and softmax is over several axes. Needs onnx."""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

random = np.random.RandomState(5)
weight = random.standard_normal((4, 1, 3, 3)).astype(np.float32)
dense = random.standard_normal((24, 5)).astype(np.float32)
scale, shift, mean, variance = (random.uniform(0.5, 1.5, 4).astype(np.float32) for _ in range(4))
node = helper.make_node
graph = helper.make_graph(
    [node("Pad", ["input"], ["padded"], mode="constant", pads=[0, 0, 1, 1, 0, 0, 1, 1], value=0.25),
     node("Conv", ["padded", "weight"], ["maps"], kernel_shape=[3, 3]),
     node("BatchNormalization", ["maps", "scale", "shift", "mean", "variance"], ["normal"]),
     node("Clip", ["normal"], ["clipped"], min=-1.0, max=1.5),
     node("Dropout", ["clipped"], ["kept"], ratio=0.5),
     node("Slice", ["kept"], ["part"], axes=[2, 3], starts=[1, 2], ends=[7, 8]),
     node("Split", ["part"], ["one", "two"], axis=1, split=[1, 3]),
     node("Concat", ["two", "one"], ["joined"], axis=1),
     node("Softmax", ["joined"], ["shares"], axis=2),
     node("ReduceMean", ["shares"], ["means"], axes=[3], keepdims=0),
     node("Unsqueeze", ["means"], ["wide"], axes=[1]),
     node("Squeeze", ["wide"], ["narrow"], axes=[1]),
     node("Flatten", ["narrow"], ["flat"]),
     node("MatMul", ["flat", "dense"], ["logits"]),
     node("Softmax", ["logits"], ["output"])],
    "opset9",
    [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 1, 8, 8])],
    [helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", 5])],
    [numpy_helper.from_array(value, name) for name, value in
     [("weight", weight), ("dense", dense), ("scale", scale), ("shift", shift), ("mean", mean), ("variance", variance)]])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 9)])
model.ir_version = 4
onnx.checker.check_model(model)
onnx.save(model, os.path.join(os.path.dirname(os.path.abspath(__file__)), "opset9.onnx"))
