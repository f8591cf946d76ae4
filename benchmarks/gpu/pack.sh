#!/usr/bin/env bash
# Packs what a Linux machine with PyTorch and CUDA, but without .NET, needs to run the GPU tests and benchmark:
# a self-contained build, the native library's source, the PyTorch peer and run.sh. At most 60 MB.
# Usage: benchmarks/gpu/pack.sh [FILE]    (default: artifacts/mlnetdeep-gpu.tar.xz)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
archive=$(realpath -m "${1:-$root/artifacts/mlnetdeep-gpu.tar.xz}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The library is built on the other machine, against its PyTorch: compat it is, whatever the feed has. The tests' helper
# program comes twice, once for this platform by name; either will do.
pack=$work/mlnetdeep-gpu
dotnet publish "$root/benchmarks/gpu" -c Release -r linux-x64 --self-contained -o "$pack/app" --nologo -v quiet \
    -p:TorchSharpSource=compat -p:ErrorOnDuplicatePublishOutputFiles=false
rm -f "$pack"/app/libmlnetdeep_torch.so "$pack"/app/*.pdb "$pack"/app/*.xml
mkdir -p "$pack/eng" "$pack/compat/TorchSharp"
cp "$root/eng/native.sh" "$pack/eng/"
cp -r "$root/compat/TorchSharp/native" "$pack/compat/TorchSharp/"
cp "$root/benchmarks/gpu/run.sh" "$root/benchmarks/gpu/run.py" "$root/benchmarks/gpu/peer.py" "$pack/"
mkdir -p "$(dirname "$archive")"
tar -cJf "$archive" -C "$work" mlnetdeep-gpu

bytes=$(stat -c %s "$archive")
[ "$bytes" -le 60000000 ] || { echo "$archive has $bytes bytes, more than 60,000,000" >&2; exit 1; }
echo "$archive: $((bytes / 1000000)) MB; on the GPU machine: tar -xJf $(basename "$archive") && mlnetdeep-gpu/run.sh"
