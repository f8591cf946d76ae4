#!/usr/bin/env bash
# On a Linux machine with an NVIDIA GPU and PyTorch: runs the GPU tests, and measures training steps against PyTorch.
# Results: tests.txt and results.md beside this. PYTHON=... chooses the interpreter that has torch.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
python=${PYTHON:-python3}

# TorchSharp looks for libtorch by name: PyTorch's, and the CUDA libraries that its wheels bring in folders of their own.
libraries=$("$python" -c '
import glob, os, torch
home = os.path.dirname(torch.__file__)
print(":".join([os.path.join(home, "lib"), *glob.glob(os.path.join(os.path.dirname(home), "nvidia", "*", "lib"))]))')
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH} DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
chmod +x app/MlNetDeep.Benchmarks.Gpu app/MlNetDeep.Estimators.Tests

# A test that fails does not keep the figures from being taken.
tests=0
app/MlNetDeep.Estimators.Tests -trait Category=Gpu -noColor | tee tests.txt || tests=$?
grep -q 'Skipped: 0,' tests.txt || { echo "run.sh: tests were skipped: TorchSharp found no CUDA in $libraries" >&2; tests=1; }
"$python" run.py "$@" > results.md
cat results.md
exit "$tests"
