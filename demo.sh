#!/usr/bin/env bash
# Sets up what is missing, then trains a convnet on the 60,000 MNIST digits in an ML.NET pipeline, saves, reloads and
# exports it, and writes artifacts/mnist/report.html. Arguments go to the example (see examples/Mnist).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_TieredPGO=0

eng/setup.sh demo
app=examples/Mnist/bin/Release/net10.0/Mnist.dll
# dotnet build takes seconds to find that nothing has changed; a look at the dates takes none.
if [ ! -f "$app" ] || [ -n "$(find src examples eng Directory.* -type f -newer "$app" -not -path '*/obj/*' -not -path '*/bin/*' -print -quit)" ]; then
    echo "building"
    dotnet build examples/Mnist -c Release --nologo -v quiet -clp:NoSummary
    touch "$app"
fi
exec dotnet "$app" "$@"
