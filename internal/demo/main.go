// Command demo shows the problem that kumite solves: a model file that is right
// in 99 of 100 frames, never acts and wins no match, and the same file with a
// class-rebalanced decoder, against the pro that it learned from. It runs
// kumite's own commands and prints nothing that was not computed in this run.
package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(2)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("demo", flag.ContinueOnError)
	kumite := flags.String("kumite", "bin/kumite", "path of the program")
	model := flags.String("model", "models/pro-ce.onnx", "path of the model file")
	pairs := flags.Int("pairs", 200, "pairs of matches against the pro for each row of the table")
	matches := flags.Int("matches", 40, "matches to record as held-out logs")
	dir := flags.String("dir", "build/demo", "folder for logs and matches; its contents are deleted first")
	seed := flags.Uint64("seed", 20260701, "seed of the logs and matches; training used others")
	if err := flags.Parse(args); err != nil {
		return err
	}
	// Results stay in the folder until the next run.
	if err := os.RemoveAll(*dir); err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	d := demo{kumite: *kumite, stdout: stdout, stderr: stderr, start: time.Now()}
	naive := *model + "?decode=argmax&name=argmax"
	tuned := *model + "?name=rebalanced"
	const late = "script:oracle?period=6&delay=6&name=late-oracle" // on the agent's timing
	logs := filepath.Join(*dir, "logs")
	run := filepath.Join(*dir, "run")
	seeds := fmt.Sprint(*seed)

	d.say("1. A scripted pro plays; its screen and presses are logged.")
	if err := d.call(nil, "record", "--out", logs, "--matches", fmt.Sprint(*matches), "--seed", seeds); err != nil {
		return err
	}
	d.say("2. Offline: how good does the model look on those logs?")
	var offline evaluation
	if err := d.call(&offline, "eval", "--logs", logs, "--json", naive, tuned); err != nil {
		return err
	}
	d.say("3. Online: the same file plays against that pro, and so does the oracle.")
	var online tournament
	if err := d.call(&online, "tournament", "--gauntlet", "script:pro", "--pairs", fmt.Sprint(*pairs),
		"--seed", seeds, "--out", run, "--json", naive, tuned, late, "script:oracle", "script:pro"); err != nil {
		return err
	}
	d.say("4. Every recorded match reproduces bit for bit, and the results count what was played.")
	if err := d.call(nil, "replay", "verify", run); err != nil {
		return err
	}
	return d.report(*model, offline, online, *seed)
}

// demo runs kumite's commands and prints each as a user would type it.
type demo struct {
	kumite         string
	stdout, stderr io.Writer
	start          time.Time
}

func (d *demo) say(line string) { fmt.Fprintf(d.stdout, "\n%s\n", line) }

// call runs one command. With an answer, it decodes the command's stdout, one JSON
// document, into it; otherwise it prints the stdout.
func (d *demo) call(answer any, args ...string) error {
	shown := make([]string, len(args))
	for i, a := range args {
		if shown[i] = a; strings.ContainsAny(a, "?&") {
			shown[i] = "'" + a + "'"
		}
	}
	fmt.Fprintf(d.stdout, "   $ kumite %s\n", strings.Join(shown, " "))
	cmd := exec.Command(d.kumite, args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, d.stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("kumite %s: %w", args[0], err)
	}
	if answer == nil {
		fmt.Fprintf(d.stdout, "     %s\n", strings.ReplaceAll(strings.TrimSpace(out.String()), "\n", "\n     "))
		return nil
	}
	if err := json.Unmarshal(out.Bytes(), answer); err != nil {
		return fmt.Errorf("kumite %s: decode JSON: %w", args[0], err)
	}
	return nil
}
