#!/usr/bin/env bash
# Sets up what is missing, builds everything and runs all tests. Arguments go to dotnet build (for example -p:Gpu=true).
# MLNETDEEP_DATA=FOLDER adds the tests that need real data sets and pretrained weights.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

eng/setup.sh test
dotnet build MlNetDeep.sln -c Release --nologo -v quiet -clp:NoSummary "$@"
result=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet test --solution MlNetDeep.sln -c Release --no-build --no-progress --max-parallel-test-modules 2 2>&1 | tee "$log" || result=$?
number() { sed -nE "s/^ *$1: *([0-9]+)$/\1/p" "$log" | tail -n 1; }
passed=$(number succeeded) failed=$(number failed) skipped=$(number skipped)
echo "${passed:-0} passed, ${failed:-0} failed, ${skipped:-0} skipped"
[ "$result" -eq 0 ] && [ "${passed:-0}" -gt 0 ]
