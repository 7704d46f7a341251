#!/usr/bin/env bash
# Soak test: plays a tournament of scripts, keeps and verifies every replay, checks that
# memory and open files do not grow, and compares runs with 1 to 8 workers. Needs
# bin/kumite (make build), or the program that KUMITE names, and about 2 kB of disk per match.
# With MODEL=FILE.onnx that model plays all matches, against the scripts; ISOLATE=on gives
# its network a process of its own, and the samples are those of kumite with its children.
#
#   scripts/soak.sh [MATCHES]      default 10000
set -euo pipefail
cd "$(dirname "$0")/.."
matches=${1:-10000}
kumite=${KUMITE:-bin/kumite}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
scripts=(script:pro script:oracle script:rookie script:spammer script:random)
pairs=$((matches / 20)) # ten pairings, two legs per pair
played=$((pairs * 20))
if [[ -n ${MODEL:-} ]]; then
  pairs=$((matches / 10)) # five pairings
  played=$((pairs * 10))
  scripts+=("$MODEL" --gauntlet "$MODEL" --isolate "${ISOLATE:-auto}")
fi
start=$(date +%s)
"$kumite" tournament --pairs "$pairs" --out "$dir/run" --json "${scripts[@]}" >"$dir/results.json" &
pid=$!
while sleep 1 && [[ -r /proc/$pid/status ]]; do
  processes="$pid $(cat "/proc/$pid/task/"*/children 2>/dev/null || true)"
  for p in $processes; do cat "/proc/$p/status" 2>/dev/null || true; done | awk '/^VmRSS/ {kb += $2} END {if (kb > 0) print kb}' >>"$dir/rss"
  for p in $processes; do find "/proc/$p/fd" -mindepth 1 2>/dev/null || true; done | wc -l >>"$dir/fds"
done
wait "$pid"
echo "$played matches in $(($(date +%s) - start)) s"

# flat NAME FILE SLACK fails if the largest sample of the last half is above 1.5 times the
# largest of the first half, plus SLACK.
flat() {
  awk -v name="$1" -v slack="$3" '
    { n[NR] = $1 }
    END {
      for (i = 1; i <= NR; i++) { if (i <= NR / 2) { if (n[i] > first) first = n[i] } else if (n[i] > last) last = n[i] }
      printf "%s: at most %d in the first half of the run, %d in the second\n", name, first, last
      exit NR >= 4 && last > 1.5 * first + slack
    }' "$2" || { echo "$1 grows with the number of matches"; exit 1; }
}
flat "resident memory in kB" "$dir/rss" 16384
flat "open files" "$dir/fds" 8
if grep -q '"outcome":"void"' "$dir/run/matches.jsonl"; then echo "the run has voids"; exit 1; fi
echo "0 voids"
"$kumite" replay verify "$dir/run"
for workers in 1 2 3 4 5 6 7 8; do
  "$kumite" tournament --pairs 10 --workers "$workers" --json "${scripts[@]}" | sed '/"decision_us"/,/}/d' >"$dir/$workers.json" # times differ
  cmp "$dir/1.json" "$dir/$workers.json"
done
echo "runs with 1 to 8 workers are identical"
