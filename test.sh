#!/usr/bin/env bash
# Sets up what is missing, builds everything and runs all tests. Arguments go to dotnet (for example -p:MicrosoftMLSource=packages).
# MLNETDEEP_DATA=FOLDER adds the tests that need real data sets and pretrained weights.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

eng/setup.sh test
dotnet build MlNetDeep.sln -c Release --nologo -v quiet -clp:NoSummary "$@"

passed=0 failed=0 skipped=0 broken=()
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests/*.csproj; do
    name=$(basename "$project" .csproj)
    dotnet test "$project" -c Release --no-build --nologo --blame-hang-timeout 10m "$@" 2>&1 | tee "$log" | grep -vE '^(Starting test|A total of|Test run for|VSTest|\[xUnit)' || true
    summary=$(grep -E '^(Passed|Failed|Skipped)! +- Failed:' "$log" | tail -n 1)
    if [ -z "$summary" ]; then broken+=("$name"); failed=$((failed + 1)); continue; fi
    number() { sed -nE "s/.*$1: *([0-9]+).*/\1/p" <<< "$summary"; }
    passed=$((passed + $(number Passed))) failed=$((failed + $(number Failed))) skipped=$((skipped + $(number Skipped)))
done

[ ${#broken[@]} -eq 0 ] || echo "no result from: ${broken[*]}"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
