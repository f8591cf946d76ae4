#!/usr/bin/env bash
# Builds compat/TorchSharp/native into $DEPS/torch/libmlnetdeep_torch.so against the libtorch that is there:
#   LIBTORCH=<folder>  a libtorch folder, or the "torch" folder of a PyTorch installation (CUDA included)
#   otherwise          Debian's libtorch-dev
# Other settings: MLNETDEEP_DEPS (where to put it, default <repository>/.deps), CXX (default g++).
# Nothing is done when the sources, the compiler and the libtorch are those of the last build.
set -euo pipefail

repo="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
sources="$repo/compat/TorchSharp/native"
deps="${MLNETDEEP_DEPS:-$repo/.deps}"
out="$deps/torch"
library="$out/libmlnetdeep_torch.so"
cxx="${CXX:-g++}"

fail() {
    echo "native: $*" >&2
    exit 1
}

command -v "$cxx" > /dev/null || fail "the compiler '$cxx' is missing. Install it (Debian: apt-get install g++) or set CXX."

flags=(-O2 -fPIC -fvisibility=hidden -Wall)
links=(-Wl,--no-as-needed -ltorch_cpu -lc10)
if [[ -n "${LIBTORCH:-}" ]]; then
    include="$LIBTORCH/include"
    lib="$LIBTORCH/lib"
    [[ -f "$include/ATen/ATen.h" ]] || fail "LIBTORCH=$LIBTORCH has no include/ATen/ATen.h: give a libtorch folder or the 'torch' folder of a PyTorch installation."
    [[ -f "$lib/libtorch_cpu.so" ]] || fail "LIBTORCH=$LIBTORCH has no lib/libtorch_cpu.so."
    flags+=(-isystem "$include" -isystem "$include/torch/csrc/api/include")
    # Before 2.7 PyTorch's own packages used the old string ABI. It is part of every mangled name with a std::string in it.
    if grep -qa 'torchCheckFailEPKcS2_jRKSs' "$lib/libc10.so" &&
        ! grep -qa 'torchCheckFailEPKcS2_jRKNSt7__cxx11' "$lib/libc10.so"; then
        flags+=(-D_GLIBCXX_USE_CXX11_ABI=0)
    else
        flags+=(-D_GLIBCXX_USE_CXX11_ABI=1)
    fi
    if [[ -f "$lib/libtorch_cuda.so" && -f "$lib/libc10_cuda.so" ]]; then
        flags+=(-DMLND_CUDA)
        links+=(-ltorch_cuda -lc10_cuda)
    fi
    links=(-L"$lib" -Wl,-rpath,"$lib" "${links[@]}")
    origin="$LIBTORCH"
else
    include=/usr/include
    lib="/usr/lib/$("$cxx" -dumpmachine)"
    [[ -d "$lib" ]] || lib=/usr/lib/x86_64-linux-gnu
    [[ -f "$include/ATen/ATen.h" && -e "$lib/libtorch_cpu.so" ]] ||
        fail "no libtorch found. Install one (Debian: apt-get install libtorch-dev) or set LIBTORCH to a libtorch folder or to the 'torch' folder of a PyTorch installation."
    flags+=(-isystem "$include/torch/csrc/api/include")
    links=(-L"$lib" -Wl,-rpath,"$lib" "${links[@]}")
    # OpenBLAS with threads of its own fights libtorch's OpenMP threads for the cores: a training step takes up to 1.4
    # times as long. The variant that uses OpenMP shares them. Only a DT_RPATH reaches what libtorch itself loads.
    [[ ! -d "$lib/openblas-openmp" ]] || links=(-Wl,--disable-new-dtags -Wl,-rpath,"$lib/openblas-openmp" "${links[@]}")
    origin="Debian's libtorch-dev"
fi
# The version stands as three numbers in a header that moved in 2.9.
version="$(cat "$include/torch/headeronly/version.h" "$include/torch/csrc/api/include/torch/version.h" 2> /dev/null |
    sed -nE 's/^#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ([0-9]+).*/\2/p' | head -n 3 | paste -sd . -)" || true
[[ "$version" =~ ^[0-9]+\.[0-9]+\. ]] || fail "cannot tell the version of the libtorch headers under $include."
major="${version%%.*}"
minor="${version#*.}"
minor="${minor%%.*}"
# The headers ask for C++17, the newest ones for C++20.
if ((major > 2 || (major == 2 && minor >= 9))); then
    flags+=(-std=c++20)
else
    flags+=(-std=c++17)
fi

stamp="$({
    sha256sum "$sources"/*.cpp "$sources"/*.h "${BASH_SOURCE[0]}" | cut -d' ' -f1
    "$cxx" --version | head -n 1
    echo "$version $(readlink -f "$lib/libtorch_cpu.so") $(stat -Lc '%s %Y' "$lib/libtorch_cpu.so")"
    echo "${flags[*]} ${links[*]}"
} | sha256sum | cut -d' ' -f1)"
if [[ -f "$library" && "$(cat "$out/stamp" 2> /dev/null)" == "$stamp" ]]; then
    echo "native: $library is up to date (libtorch $version, $origin)"
    exit 0
fi

mkdir -p "$out"
work="$(mktemp -d "$out/build.XXXXXX")"
trap 'rm -rf "$work"' EXIT
pids=()
for source in "$sources"/*.cpp; do
    "$cxx" "${flags[@]}" -c "$source" -o "$work/$(basename "$source" .cpp).o" &
    pids+=($!)
done
for pid in "${pids[@]}"; do
    wait "$pid" || fail "the compiler failed (libtorch $version, $origin)."
done
"$cxx" -shared -Wl,-z,defs "$work"/*.o -o "$work/libmlnetdeep_torch.so" "${links[@]}" ||
    fail "linking failed (libtorch $version, $origin)."
# A running program keeps the old file; the next one starts with the new.
mv -f "$work/libmlnetdeep_torch.so" "$library"
echo "$stamp" > "$work/stamp"
mv -f "$work/stamp" "$out/stamp"
echo "native: built $library (libtorch $version, $origin$([[ " ${flags[*]} " == *" -DMLND_CUDA "* ]] && echo ", CUDA"))"
