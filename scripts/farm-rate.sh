#!/usr/bin/env bash
# Measures what it costs to play pairs on workers: 20 000 pairs of one-second matches of a
# script that does nothing, on a server, two workers with one core each, and a coordinator
# that keeps nothing. Prints pairs per second, the CPU time of each process per 1000 pairs,
# and the load average. Needs bin/kumite and bin/kumite-nats (make build), or KUMITE and
# KUMITE_NATS, which name others.
#
#   scripts/farm-rate.sh [PAIRS]      default 20000
set -euo pipefail
cd "$(dirname "$0")/.."
pairs=${1:-20000}
kumite=${KUMITE:-bin/kumite}
dir=$(mktemp -d)
mkfifo "$dir/end" "$dir/url"
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; wait; rm -rf "$dir"' EXIT

"${KUMITE_NATS:-bin/kumite-nats}" --listen 127.0.0.1:0 --store "$dir/store" <"$dir/end" >"$dir/url" &
pids+=($!)
exec 3>"$dir/end" # open until this script ends
read -r url <"$dir/url"
for worker in 1 2; do
  "$kumite" worker --nats "$url" --cores 1 --cache "$dir/cache-$worker" --log-level warn &
  pids+=($!)
done

# seconds PID prints the CPU time of a process, user and system.
seconds() { awk -v ticks="$(getconf CLK_TCK)" '{ sub(/.*\) /, ""); print ($12 + $13) / ticks }' "/proc/$1/stat"; }

TIMEFORMAT='%R %U %S'
{ time "$kumite" tournament --nats "$url" --pairs "$pairs" --match-seconds 1 --json script:dummy script:dummy >"$dir/results.json"; } 2>"$dir/time"
tail -n 1 "$dir/time" | awk -v pairs="$pairs" -v server="$(seconds "${pids[0]}")" -v first="$(seconds "${pids[1]}")" -v second="$(seconds "${pids[2]}")" '{
  n = pairs / 1000
  printf "%d pairs in %.1f s: %.0f pairs/s\n", pairs, $1, pairs / $1
  printf "CPU seconds per 1000 pairs: coordinator %.2f, server %.2f, workers %.2f; together %.2f\n",
    ($2 + $3) / n, server / n, (first + second) / n, ($2 + $3 + server + first + second) / n
}'
echo "load average: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores"
