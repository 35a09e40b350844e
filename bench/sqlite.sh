#!/usr/bin/env bash
# Runs SQLite's workload natively and under Lanner in turn and prints medians in milliseconds.
# Needs samples/sqlite/build.sh to have been run. Usage: bench/sqlite.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
guests=artifacts/guests
[ -x "$guests/sqlite-native" ] || { echo "run samples/sqlite/build.sh first" >&2; exit 1; }
dotnet build src/Lanner.Cli -c Release -v quiet -nologo >/dev/null
lanner=(dotnet artifacts/bin/Lanner.Cli/release/lanner.dll run --timings)
times=$(mktemp -d)
trap 'rm -rf "$times"' EXIT

now() { date +%s%N; }
for ((run = 0; run < runs; run++)); do
    start=$(now)
    "$guests/sqlite-native" > "$times/native.out"
    echo $((($(now) - start) / 1000)) >> "$times/native"
    for mode in guarded checked; do
        flag=(); [ "$mode" = checked ] && flag=(--checked)
        start=$(now)
        "${lanner[@]}" "${flag[@]}" "$guests/sqlite.wasm" > "$times/out" 2> "$times/line"
        echo $((($(now) - start) / 1000)) >> "$times/$mode"
        cmp -s "$times/out" "$times/native.out" || { echo "$mode prints something else than the native build" >&2; exit 1; }
        for part in load instantiate run; do
            sed -E "s/.*${part}_ms=([0-9.]+).*/\1/" "$times/line" >> "$times/$mode.$part"
        done
    done
done

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
native=$(median "$times/native")
awk -v n="$native" 'BEGIN { printf "native   total %7.0f\n", n / 1000 }'
for mode in guarded checked; do
    awk -v m="$mode" -v n="$native" -v t="$(median "$times/$mode")" -v l="$(median "$times/$mode.load")" \
        -v i="$(median "$times/$mode.instantiate")" -v r="$(median "$times/$mode.run")" \
        'BEGIN { printf "%-8s total %7.0f (%.2fx native)  load %.0f  instantiate %.0f  run %.0f\n", m, t / 1000, t / n, l, i, r }'
done
