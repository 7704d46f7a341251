#!/usr/bin/env bash
# Soak test: plays a tournament of scripts, keeps and verifies every replay, records the
# memory, and compares runs with 1 to 8 workers. Needs bin/kumite (make build) and
# about 2 kB of disk per match.
#
#   scripts/soak.sh [MATCHES]      default 10000
set -euo pipefail
cd "$(dirname "$0")/.."
matches=${1:-10000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
scripts=(script:pro script:oracle script:rookie script:spammer script:random)
pairs=$((matches / 20)) # ten pairings, two legs per pair
start=$(date +%s)
bin/kumite tournament --pairs "$pairs" --out "$dir/run" --json "${scripts[@]}" >"$dir/results.json" &
pid=$!
while sleep 1 && [[ -r /proc/$pid/status ]]; do
  awk '/^VmRSS/ && $2 > 0 {print $2}' "/proc/$pid/status" >>"$dir/rss" || true
done
wait "$pid"
echo "$((pairs * 20)) matches in $(($(date +%s) - start)) s"
tenth=$(($(wc -l <"$dir/rss") / 10 + 1))
echo "resident memory in kB: $(sed -n "${tenth}p" "$dir/rss") after a tenth of the time, $(tail -1 "$dir/rss") at the end, $(sort -n "$dir/rss" | tail -1) at most"
if grep -q '"outcome":"void"' "$dir/run/matches.jsonl"; then echo "the run has voids"; exit 1; fi
echo "0 voids"
bin/kumite replay verify "$dir/run"
for workers in 1 2 3 4 5 6 7 8; do
  bin/kumite tournament --pairs 10 --workers "$workers" --json "${scripts[@]}" >"$dir/$workers.json"
  cmp "$dir/1.json" "$dir/$workers.json"
done
echo "runs with 1 to 8 workers are identical"
