#!/bin/sh
# Coverage-guided fuzzing of the decoder, the text parser and the validator: run.sh SECONDS [FOLDER…]
# Needs afl++ (Debian: apt-get install afl++). It begins with the modules (.wasm, .wat) of the folders, or with those of
# tests/regressions and samples; finds are in artifacts/fuzz/out/default/crashes and hangs. A find is read again with:
# dotnet artifacts/fuzz/bin/Lanner.Fuzz.dll < FIND
set -eu
seconds=${1:-300}
[ $# -gt 0 ] && shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=$root/artifacts/fuzz
[ $# -gt 0 ] || set -- "$root/tests/regressions" "$root/samples"

dotnet build "$here" -c Release --nologo -v quiet
rm -rf "$work/bin" "$work/in" && mkdir -p "$work/in" "$work/out"
cp -r "$root/artifacts/bin/Lanner.Fuzz/release" "$work/bin"

# The engine counts the edges that it takes; the copy, not what was built.
[ -x "$work/tool/sharpfuzz" ] || dotnet tool install --tool-path "$work/tool" SharpFuzz.CommandLine --version 2.3.0
"$work/tool/sharpfuzz" "$work/bin/Lanner.Engine.dll"

# Small inputs only: afl-fuzz wants them, and large ones say nothing new.
find "$@" \( -name '*.wasm' -o -name '*.wat' \) -size -8k -exec cp --backup=numbered -t "$work/in" {} +

# The runtime of .NET is not instrumented (the check is left out), does without a limit of memory (it reserves address
# space), and needs no core files. Tiered compilation is off, so that the same input takes the same time; AFL_FAST_CAL,
# since caches fill while the first inputs run.
export AFL_SKIP_BIN_CHECK=1 AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1 AFL_SKIP_CPUFREQ=1
export AFL_NO_UI=1 AFL_NO_AFFINITY=1 AFL_FAST_CAL=1 AFL_AUTORESUME=1
export DOTNET_TieredCompilation=0
exec afl-fuzz -i "$work/in" -o "$work/out" -t 10000 -m none -V "$seconds" dotnet "$work/bin/Lanner.Fuzz.dll"
