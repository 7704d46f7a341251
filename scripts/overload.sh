#!/usr/bin/env bash
# Overload test of kumite serve: measures how many requests a second it answers for a slow
# network, sends ten times as many, each with a deadline, and samples its memory and open
# files. Needs bin/kumite (make build), or the program that KUMITE names, and what make test
# installs. It fails if a request ends in another way than answered, refused or late, if
# memory or files grow, or if the server does not answer afterwards.
#
#   scripts/overload.sh [SECONDS]      default 600
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-600}
kumite=${KUMITE:-bin/kumite}
deadline=300 # ms
dir=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
pid=

# A network of eight 3×3 convolutions with 2.4 million weights, and a request for it.
.deps/bin/python3 - "$dir" <<'END'
import base64, json, sys
import numpy as np, onnx
from onnx import TensorProto as T, helper, numpy_helper

rng, side, width, layers = np.random.default_rng(1), 32, 192, 8
nodes, init, last, channels = [], [], "frames", 1
for i in range(layers):
    w = rng.standard_normal((width, channels, 3, 3), np.float32) * np.float32((2 / (9 * channels)) ** 0.5)
    init.append(numpy_helper.from_array(w, f"w{i}"))
    nodes.append(helper.make_node("Conv", [last, f"w{i}"], [f"c{i}"], pads=[1, 1, 1, 1], strides=[2, 2] if i < 2 else [1, 1]))
    nodes.append(helper.make_node("Relu", [f"c{i}"], [f"r{i}"]))
    last, channels = f"r{i}", width
init.append(numpy_helper.from_array(rng.standard_normal((width, 3), np.float32) * np.float32(0.1), "out"))
nodes += [helper.make_node("GlobalAveragePool", [last], ["mean"]), helper.make_node("Flatten", ["mean"], ["flat"]),
          helper.make_node("MatMul", ["flat", "out"], ["scores"])]
graph = helper.make_graph(nodes, "slow", [helper.make_tensor_value_info("frames", T.FLOAT, ("N", 1, side, side))],
                          [helper.make_tensor_value_info("scores", T.FLOAT, ("N", 3))], init)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
model.ir_version = 8
helper.set_model_props(model, {"kumite.version": "1", "kumite.classes": '["no_action","poke","fireball"]', "kumite.decoder": "decode=argmax"})
onnx.save(model, sys.argv[1] + "/slow.onnx")
frames = rng.random((1, 1, side, side), np.float32).tobytes()
json.dump({"model_name": "slow", "inputs": [{"name": "frames", "datatype": "FP32", "shape": [1, 1, side, side]}],
           "raw_input_contents": [base64.b64encode(frames).decode()]}, open(sys.argv[1] + "/request.json", "w"))
END

"$kumite" serve --queue 16 --batch 1 --http off --grpc 127.0.0.1:0 --trace "$dir/spans.jsonl" --trace-every 10 \
  "$dir/slow.onnx" >"$dir/address" 2>"$dir/log" &
pid=$!
until [[ -s $dir/address ]]; do
  kill -0 "$pid" 2>/dev/null || { cat "$dir/log" >&2; exit 1; }
  sleep 0.1
done
address=$(sed -n 's/^grpc //p' "$dir/address")

# ask OUT FLAGS... sends requests with ghz.
ask() {
  local out=$1
  shift
  .deps/bin/ghz --insecure --proto internal/oippb/inference.proto --call inference.GRPCInferenceService.ModelInfer \
    -D "$dir/request.json" --duration-stop wait -O json -o "$dir/$out" "$@" "$address"
}

# sample counts the memory and the open files of the server and of its networks' processes.
sample() {
  local processes p
  processes="$pid $(cat "/proc/$pid/task/"*/children 2>/dev/null || true)"
  for p in $processes; do cat "/proc/$p/status" 2>/dev/null || true; done | awk '/^VmRSS/ { kb += $2 } END { print kb }' >>"$dir/rss"
  for p in $processes; do find "/proc/$p/fd" -mindepth 1 2>/dev/null || true; done | wc -l >>"$dir/fds"
}

ask capacity.json -c 4 --connections 4 -z 20s --timeout 10s
rate=$(.deps/bin/python3 -c 'import json, sys; print(10 * round(json.load(open(sys.argv[1]))["rps"]))' "$dir/capacity.json")
sample
ask overload.json --rps "$rate" --async -c 64 --connections 8 --timeout ${deadline}ms -z "${seconds}s" &
asking=$!
while kill -0 "$asking" 2>/dev/null; do
  sample
  sleep 1
done
wait "$asking"
sample
ask after.json -n 1 -c 1 --timeout 10s
kill "$pid"
wait "$pid"

.deps/bin/python3 - "$dir" "$rate" "$seconds" "$deadline" <<'END'
import json, math, os, sys
folder, rate, seconds, deadline = sys.argv[1], *map(int, sys.argv[2:])
report = json.load(open(folder + "/overload.json"))
codes, bad = report["statusCodeDistribution"], []


def p99(ms):
    return sorted(ms)[math.ceil(0.99 * len(ms)) - 1] if ms else math.inf


def spans():
    for line in open(folder + "/spans.jsonl"):
        for s in json.loads(line)["resourceSpans"][0]["scopeSpans"][0]["spans"]:
            code = [a["value"]["stringValue"] for a in s.get("attributes", []) if a["key"] == "kumite.answer.code"]
            if s["name"] == "request" and code == ["OK"]:
                yield (int(s["endTimeUnixNano"]) - int(s["startTimeUnixNano"])) / 1e6


seen = p99([d["latency"] / 1e6 for d in report["details"] if d["status"] == "OK"])
served = list(spans())
print(f"{rate // 10} requests a second in a closed loop of 4; then {rate} a second for {seconds} s, load average {os.getloadavg()[0]:.1f} at the end")
print(f"{report['count']} requests: {codes}; 99 % of those answered within {p99(served):.0f} ms at the server (of {len(served)}), {seen:.0f} ms at the client; the deadline is {deadline} ms")
if set(codes) - {"OK", "ResourceExhausted", "DeadlineExceeded"} or sum(codes.values()) != report["count"]:
    bad.append("some requests ended in another way")
if p99(served) > deadline:
    bad.append("the 99th percentile at the server is above the deadline")
for name, slack in (("rss", 5_000), ("fds", 10)):
    n = [int(line) for line in open(f"{folder}/{name}")][1:-1]
    half = len(n) // 2
    print(f"{name}: {min(n)} to {max(n)}, {max(n[half:])} in the second half, {open(f'{folder}/{name}').read().split()[-1]} at the end")
    if max(n[half:]) > 1.1 * max(n[:half]) + slack:
        bad.append(f"{name} grows")
if json.load(open(folder + "/after.json"))["statusCodeDistribution"].get("OK") != 1:
    bad.append("no answer afterwards")
if bad:
    sys.exit("overload: " + "; ".join(bad))
END
