package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A machine without a sound device is silent. PULSE_SERVER makes the window ask ALSA, which
// finds a device that discards all sound, or none.
func TestSoundNeverEndsTheWindow(t *testing.T) {
	dir := t.TempDir()
	discards, broken := filepath.Join(dir, "null.conf"), filepath.Join(dir, "broken.conf")
	for path, text := range map[string]string{
		discards: "pcm.!default { type null }\nctl.!default { type null }\n",
		broken:   "pcm.!default { type hw card 77 }\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	none := []string{"PULSE_SERVER=", "XDG_RUNTIME_DIR=" + dir}
	for name, env := range map[string][]string{
		"no device":                   none,
		"a device that discards":      {"PULSE_SERVER=unix:/nowhere", "ALSA_CONFIG_PATH=" + discards},
		"a device that does not open": {"PULSE_SERVER=unix:/nowhere", "ALSA_CONFIG_PATH=" + broken},
	} {
		code, stdout, stderr := start(t, env, "--lockstep", "--exit-after", "150", "--script", "1:Equal,100:M,120:M", "--width", "640", "--height", "360", "script:oracle", "script:spammer")
		if code != 0 || !strings.Contains(stdout, "seed 1") || strings.Contains(stderr, "panic") {
			t.Errorf("%s: exit %d, %q, %q; want the summary", name, code, stdout, stderr)
		}
		if name == "no device" && strings.Contains(stderr, "ALSA") {
			t.Errorf("%s: ALSA writes %q", name, stderr)
		}
	}
}
