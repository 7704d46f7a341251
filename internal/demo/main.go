// Command demo tells the story that kumite exists for, with kumite's own
// commands and nothing that was not computed in this run: one model file,
// right in 99 frames of 100, that never acts and wins nothing; and the same
// file, decoded in a class-rebalanced way, against the pro it learned from.
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
	kumite := flags.String("kumite", "bin/kumite", "the program")
	model := flags.String("model", "models/pro-ce.onnx", "the model file")
	pairs := flags.Int("pairs", 200, "pairs of matches against the pro, for each row of the table")
	matches := flags.Int("matches", 40, "matches of held-out logs")
	dir := flags.String("dir", "build/demo", "folder for logs and matches, made anew")
	seed := flags.Uint64("seed", 20260701, "of logs and matches; training used others")
	if err := flags.Parse(args); err != nil {
		return err
	}
	// Everything in it is made anew, and stays for a look afterwards.
	if err := os.RemoveAll(*dir); err != nil {
		return err
	}
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	d := demo{kumite: *kumite, stdout: stdout, stderr: stderr, start: time.Now()}
	naive := *model + "?decode=argmax&name=argmax"
	tuned := *model + "?name=rebalanced"
	logs := filepath.Join(*dir, "logs")
	run := filepath.Join(*dir, "run")
	seeds := fmt.Sprint(*seed)

	d.say("1. A pro plays; its screen and its presses are logged.")
	if err := d.call(nil, "record", "--out", logs, "--matches", fmt.Sprint(*matches), "--seed", seeds); err != nil {
		return err
	}
	d.say("2. Offline: how good does the model look on those logs?")
	var offline evaluation
	if err := d.call(&offline, "eval", "--logs", logs, "--json", naive, tuned); err != nil {
		return err
	}
	d.say("3. Online: the same file plays that pro, and so does the ceiling.")
	var online tournament
	if err := d.call(&online, "tournament", "--gauntlet", "script:pro", "--pairs", fmt.Sprint(*pairs),
		"--seed", seeds, "--out", run, "--json", naive, tuned, "script:oracle", "script:pro"); err != nil {
		return err
	}
	d.say("4. Every match can be played again, bit for bit, and counts as it was played.")
	if err := d.call(nil, "replay", "verify", run); err != nil {
		return err
	}
	return d.report(*model, offline, online, *seed)
}

// demo runs kumite's commands and shows each as a person would type it.
type demo struct {
	kumite         string
	stdout, stderr io.Writer
	start          time.Time
}

func (d *demo) say(line string) { fmt.Fprintf(d.stdout, "\n%s\n", line) }

// call runs one command. With an answer, its stdout is one JSON document.
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
		return fmt.Errorf("kumite %s: its JSON: %w", args[0], err)
	}
	return nil
}
