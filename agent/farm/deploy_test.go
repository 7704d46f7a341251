package farm_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	batch "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
)

// recorder writes a program kumite that prints its arguments, one a line, and returns its
// folder.
func recorder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "kumite"), []byte("#!/bin/sh\nprintf '%s\\n' \"$@\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// arguments runs a command with a kumite that prints its arguments, and returns them.
func arguments(t *testing.T, cmd *exec.Cmd, env ...string) ([]string, error) {
	t.Helper()
	cmd.Env = append([]string{"PATH=" + recorder(t) + ":" + os.Getenv("PATH")}, env...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("%w: %s", err, out)
	}
	return strings.Split(strings.TrimSuffix(string(out), "\n"), "\n"), nil
}

func TestEachTaskOfTheSlurmArrayPlaysItsShard(t *testing.T) {
	const script = "../../deploy/shards.slurm"
	run := filepath.Join(t.TempDir(), "a run")
	task := func(env ...string) ([]string, error) {
		return arguments(t, exec.Command("bash", script, "--pairs", "20", "a model.onnx"), env...)
	}
	got, err := task("RUN="+run, "SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_COUNT=3", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=3", "SLURM_CPUS_PER_TASK=4")
	want := []string{"tournament", "--workers", "4", "--shard", "2/3", "--out", filepath.Join(run, "part-2"), "--pairs", "20", "a model.onnx"}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("a task runs kumite %q (%v), want %q", got, err, want)
	}
	for says, env := range map[string][]string{
		"set RUN to a folder":           {"SLURM_ARRAY_TASK_ID=1"},
		"submit it with sbatch --array": {"RUN=" + run},
		"the array must be 1-N":         {"RUN=" + run, "SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_COUNT=2", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_MAX=1"},
		"without a step":                {"RUN=" + run, "SLURM_ARRAY_TASK_ID=3", "SLURM_ARRAY_TASK_COUNT=2", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_MAX=3"},
	} {
		if got, err := task(env...); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: kumite %q, %v; want %q", env, got, err, says)
		}
	}
}

func TestThePodsOfTheKubernetesJobPlayAllShards(t *testing.T) {
	data, err := os.ReadFile("../../deploy/shards.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text, err := yaml.YAMLToJSON(data)
	if err != nil {
		t.Fatal(err)
	}
	var job batch.Job
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&job); err != nil {
		t.Fatal(err)
	}
	spec := job.Spec
	pod := spec.Template.Spec
	if job.APIVersion != "batch/v1" || job.Kind != "Job" || spec.CompletionMode == nil || spec.Completions == nil || spec.Parallelism == nil || spec.BackoffLimitPerIndex == nil {
		t.Fatalf("%s", text)
	}
	// Kubernetes restarts the pod of an index on its own only with these two.
	if *spec.CompletionMode != batch.IndexedCompletion || pod.RestartPolicy != core.RestartPolicyNever || *spec.BackoffLimitPerIndex < 1 {
		t.Errorf("%s, restart %s, %d retries per index", *spec.CompletionMode, pod.RestartPolicy, *spec.BackoffLimitPerIndex)
	}
	if len(pod.Containers) != 1 || len(pod.Volumes) != 1 || len(pod.Containers[0].VolumeMounts) != 1 || pod.Containers[0].VolumeMounts[0].Name != pod.Volumes[0].Name {
		t.Fatalf("containers %+v, volumes %+v; want one of each, mounted", pod.Containers, pod.Volumes)
	}
	c := pod.Containers[0]
	if cores := c.Resources.Requests.Cpu().Value(); cores != 4 {
		t.Errorf("a pod asks for %d cores and runs 4 workers", cores)
	}
	for index := range int(*spec.Completions) {
		env := []string{"JOB_COMPLETION_INDEX=" + strconv.Itoa(index)}
		for _, x := range c.Env {
			env = append(env, x.Name+"="+x.Value)
		}
		got, err := arguments(t, exec.Command(c.Command[0], append(c.Command[1:], c.Args...)...), env...)
		part := filepath.Join(c.VolumeMounts[0].MountPath, fmt.Sprint("part-", index+1))
		want := []string{"tournament", "--workers", "4", "--shard", fmt.Sprintf("%d/%d", index+1, *spec.Completions), "--out", part, "--pairs=2000", "models/pro-ce.onnx", "script:pro"}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("pod %d runs kumite %q (%v), want %q", index, got, err, want)
		}
	}
}
