#!/usr/bin/env bash
# Altered files without end. `eng/fuzz.sh SEED CASES` reads more of those that the tests read; `eng/fuzz.sh afl TARGET`
# lets AFL (Debian's afl++) choose them by what they reach, for one of: network weights model checkpoint idx list image.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
eng/setup.sh test
dotnet build tests/Fuzz -c Release --nologo -v quiet -clp:NoSummary
program=tests/Fuzz/bin/Release/net10.0
if [ "${1:-}" != afl ]; then
    exec dotnet "$program/MlNetDeep.Fuzz.dll" run --seed "${1:-1}" --cases "${2:-100000}"
fi

target=${2:?the name of a target}
command -v afl-fuzz > /dev/null || { echo "afl-fuzz is missing: apt-get install afl++"; exit 1; }
work=artifacts/fuzz/$target
mkdir -p "$work/tools" "$work/found"
[ -x "$work/tools/sharpfuzz" ] || dotnet tool install SharpFuzz.CommandLine --version 2.3.0 --tool-path "$work/tools"
rm -rf "$work/program" && cp -r "$program" "$work/program"
for library in ModelZoo Transforms Estimators; do
    "$work/tools/sharpfuzz" "$work/program/MlNetDeep.$library.dll"
done
[ -d "$work/samples" ] || dotnet "$program/MlNetDeep.Fuzz.dll" samples "$target" "$work/samples"
AFL_SKIP_BIN_CHECK=1 exec afl-fuzz -i "$work/samples" -o "$work/found" -t 10000 -m none -- dotnet "$work/program/MlNetDeep.Fuzz.dll" afl "$target"
