"""Checks every .onnx file of a folder with ONNX's own checker and prints the shapes that its shape inference finds.

Prints a JSON list with one object per file, in the order of their names: value name -> dimensions, -1 for a symbol.
A model that the checker refuses ends the program with its message.
"""
import json
import pathlib
import sys

import onnx


def main():
    answers = []
    for path in sorted(pathlib.Path(sys.argv[1]).glob("*.onnx")):
        model = onnx.load(str(path))
        onnx.checker.check_model(model, full_check=True)
        graph = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
        answers.append({
            value.name: [d.dim_value if d.HasField("dim_value") else -1 for d in value.type.tensor_type.shape.dim]
            for value in [*graph.input, *graph.value_info, *graph.output]
            if value.type.tensor_type.HasField("shape")
        })
    print(json.dumps(answers))


if __name__ == "__main__":
    main()
