#!/usr/bin/env bash
# On a Linux machine with an NVIDIA GPU and PyTorch: builds the native library against that PyTorch, runs the GPU tests,
# and measures a training step of the MNIST convnet and of VGG16 against PyTorch eager. Result: results.md beside this.
# PYTHON=... chooses the interpreter that has torch; needs g++.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=${PYTHON:-python3}

LIBTORCH=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
export LIBTORCH MLNETDEEP_DEPS=$PWD/deps DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
eng/native.sh
cp deps/torch/libmlnetdeep_torch.so app/
chmod +x app/MlNetDeep.Benchmarks.Gpu
# PyTorch's wheels bring CUDA's libraries in folders of their own, which only Python knows.
LD_LIBRARY_PATH=$("$python" -c 'import glob, os, torch; print(":".join([os.path.join(os.path.dirname(torch.__file__), "lib")] + glob.glob(os.path.join(os.path.dirname(os.path.dirname(torch.__file__)), "nvidia", "*", "lib"))))')${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export LD_LIBRARY_PATH

app/MlNetDeep.Benchmarks.Gpu test
"$python" run.py > results.md
cat results.md
