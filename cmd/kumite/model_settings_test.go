package main

import (
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/policy/ort"
)

func TestAnotherCostFileIsAnotherRun(t *testing.T) {
	dir := t.TempDir()
	model := write(t, dir, "tiny.onnx", read(t, tinyModel))
	costs := write(t, dir, "costs.csv", []byte("truth,no_action,poke,fireball\nno_action,0,1,1\npoke,9,0,1\nfireball,9,1,0\n"))
	args := []string{"tournament", "--json", "--pairs", "1", "--match-seconds", "5", "--isolate", "off", "--out", filepath.Join(dir, "run"),
		model + "?decode=cost&cost=" + costs, "script:dummy"}
	mustRun(t, args...)
	mustRun(t, args...)
	write(t, dir, "costs.csv", []byte("truth,no_action,poke,fireball\nno_action,0,1,1\npoke,8,0,1\nfireball,9,1,0\n"))
	refuses(t, args, "contestant 1 is", "cost_sha256=", "choose another folder")
}

func TestAProviderThatIsNotThereIsRefusedByEveryCommandThatRunsModels(t *testing.T) {
	found, err := ort.Available()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	model := write(t, dir, "tiny.onnx", read(t, tinyModel))
	logs := twoMatches(t)
	lacks := ort.OpenVINO // the library that the set-up fetches has the CPU alone
	if found[lacks] == nil {
		lacks = ort.DirectML // and none has both
	}
	for _, args := range [][]string{
		{"tournament", "--pairs", "1", "--isolate", "off", model, "script:dummy"},
		{"tournament", "--pairs", "1", "--isolate", "on", model, "script:dummy"},
		{"eval", "--logs", logs, model},
	} {
		refuses(t, append(args, "--provider", lacks.String()), model, "provider "+lacks.String()+": ", "lacks it", "use --provider cpu")
	}
	refuses(t, []string{"tournament", "--provider", "gpu", model, "script:dummy"}, `"gpu"`, "valid: cpu, cuda")
}
