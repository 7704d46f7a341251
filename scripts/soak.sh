#!/usr/bin/env bash
# soak.sh [MATCHES]: does a long tournament stay what a short one is? Plays
# MATCHES (default 10000) between scripts, keeps and verifies every replay,
# watches the memory, and compares runs of 1 to 8 workers. Needs bin/kumite
# (make build) and about 2 kB of disk a match.
set -euo pipefail
cd "$(dirname "$0")/.."
matches=${1:-10000}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
scripts=(script:pro script:oracle script:rookie script:spammer script:random)
pairs=$((matches / 20)) # ten pairings of two legs
start=$(date +%s)
bin/kumite tournament --pairs "$pairs" --out "$dir/run" --json "${scripts[@]}" >"$dir/results.json" &
pid=$!
while sleep 1 && [[ -r /proc/$pid/status ]]; do
  awk '/^VmRSS/ && $2 > 0 {print $2}' "/proc/$pid/status" >>"$dir/rss" || true
done
wait "$pid"
echo "$((pairs * 20)) matches in $(($(date +%s) - start)) s"
tenth=$(($(wc -l <"$dir/rss") / 10 + 1))
echo "resident memory in kB: after a tenth of the time $(sed -n "${tenth}p" "$dir/rss"), at the end $(tail -1 "$dir/rss"), most $(sort -n "$dir/rss" | tail -1)"
if grep -q '"outcome":"void"' "$dir/run/matches.jsonl"; then echo "there are voids"; exit 1; fi
echo "0 voids"
bin/kumite replay verify "$dir/run"
for workers in 1 2 3 4 5 6 7 8; do
  bin/kumite tournament --pairs 10 --workers "$workers" --json "${scripts[@]}" >"$dir/$workers.json"
  cmp "$dir/1.json" "$dir/$workers.json"
done
echo "1 to 8 workers agree, byte for byte"
