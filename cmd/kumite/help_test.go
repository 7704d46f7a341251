package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHelpGroupsCommandsAndWrapsFlags(t *testing.T) {
	out := mustRun(t, "--help")
	for _, want := range []string{"Matches:\n  ", "Logs and offline evaluation:\n  ", "Models:\n  ", "Tools:\n  ", "  completion "} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%s\nwant %q", out, want)
		}
	}
	if strings.Contains(out, "Additional Commands") {
		t.Errorf("got\n%s\nwant every command in a group", out)
	}
	_, flags, _ := strings.Cut(mustRun(t, "tournament", "--help"), "Flags:")
	for line := range strings.Lines(flags) {
		if utf8.RuneCountInString(line) > 101 {
			t.Errorf("got a line of %d columns, want at most 100: %s", utf8.RuneCountInString(line), line)
		}
	}
}

func TestNamesAreCompleted(t *testing.T) {
	for want, args := range map[string][]string{
		"script:pro\n":      {"tournament", "script:p"},
		"cpu\n":             {"eval", "--provider", ""},
		"event_f1\n":        {"tune", "--objective", ""},
		"class_threshold\n": {"tune", "--decoder", ""},
		"onnx\n:8":          {"inspect", ""},
		"script:oracle\n":   {"watch", "script:o"},
		"auto\n":            {"tournament", "--isolate", ""},
		"onnx\n:8\n":        {"tournament", "mod"},
		"temperature\n":     {"tune", "--calibrate", ""},
	} {
		if out := mustRun(t, append([]string{"__complete"}, args...)...); !strings.Contains(out, want) {
			t.Errorf("%v: got\n%s\nwant %q", args, out, want)
		}
	}
}

func TestHelpOfACommandThatIsNoneIsRefused(t *testing.T) {
	for want, args := range map[string][]string{
		`unknown command "tournamnt"; did you mean "tournament"?`:              {"help", "tournamnt"},
		`unknown command "verfy"; did you mean "verify"?`:                      {"help", "replay", "verfy"},
		"unknown command \"nothing\"; `kumite --help` lists the commands":      {"help", "nothing", "at", "all"},
		"unknown command \"nothing\"; `kumite logs --help` lists the commands": {"help", "logs", "nothing"},
	} {
		refuses(t, args, want)
	}
	for want, args := range map[string][]string{"kumite replay verify": {"help", "replay", "verify"}, "Matches:": {"help"}} {
		if out := mustRun(t, args...); !strings.Contains(out, want) {
			t.Errorf("%v: got\n%s\nwant %q", args, out, want)
		}
	}
}
