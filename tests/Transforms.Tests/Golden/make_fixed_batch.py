"""Writes fixed_batch.onnx: a network whose batch dimension is 4 and nothing else. Needs onnx."""
import os

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

weight = np.zeros((4, 3), dtype=np.float32)
weight[[0, 1, 2], [0, 1, 2]] = 10
graph = helper.make_graph(
    [helper.make_node("MatMul", ["input", "weight"], ["logits"], "dense"),
     helper.make_node("Softmax", ["logits"], ["output"], "softmax", axis=1)],
    "fixed_batch",
    [helper.make_tensor_value_info("input", TensorProto.FLOAT, [4, 4])],
    [helper.make_tensor_value_info("output", TensorProto.FLOAT, [4, 3])],
    [numpy_helper.from_array(weight, "weight")])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 7
onnx.checker.check_model(model)
onnx.save(model, os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixed_batch.onnx"))
