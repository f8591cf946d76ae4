#!/usr/bin/env bash
# Packs what a Linux machine with PyTorch and CUDA, but without .NET and NuGet, needs to run the GPU tests and benchmark:
# a self-contained build, the PyTorch peer and run.sh. libtorch is not in it: TorchSharp's library works on PyTorch's.
# ONNX Runtime is the one for CPUs: the one with CUDA has more than 64 MiB, and what is measured here is training.
# Usage: benchmarks/gpu/pack.sh [FILE]    (default: artifacts/mlnetdeep-gpu.tar.xz)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
archive=$(realpath -m "${1:-$root/artifacts/mlnetdeep-gpu.tar.xz}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Both programs into one folder: they share .NET. The tests' helper program comes twice, either will do.
pack=$work/mlnetdeep-gpu
for project in tests/Estimators.Tests benchmarks/gpu; do
    dotnet publish "$root/$project" -c Release -r linux-x64 --self-contained -o "$pack/app" --nologo -v quiet -clp:NoSummary \
        -p:LibTorch=none -p:DebugType=none -p:CreateHardLinksForPublishFilesIfPossible=false -p:ErrorOnDuplicatePublishOutputFiles=false
done
rm -f "$pack"/app/*.pdb "$pack"/app/*.xml
cp "$root/benchmarks/gpu/run.sh" "$root/benchmarks/gpu/run.py" "$root/benchmarks/gpu/peer.py" "$pack/"
mkdir -p "$(dirname "$archive")"
tar -cJf "$archive" -C "$work" mlnetdeep-gpu

bytes=$(stat -c %s "$archive")
[ "$bytes" -le $((64 * 1024 * 1024)) ] || { echo "$archive has $bytes bytes, more than 64 MiB" >&2; exit 1; }
echo "$archive: $((bytes / 1048576)) MiB; on the GPU machine: tar -xJf $(basename "$archive") && mlnetdeep-gpu/run.sh"
