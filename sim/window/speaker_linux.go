package window

import (
	"os"
	"path/filepath"
)

// hasSoundDevice reports whether there may be a sound card or a sound server. ALSA, which
// the driver calls, writes to standard error if there is none.
func hasSoundDevice() bool {
	if os.Getenv("PULSE_SERVER") != "" {
		return true
	}
	patterns := []string{"/dev/snd/pcm*p"}
	if dir := os.Getenv("XDG_RUNTIME_DIR"); dir != "" {
		patterns = append(patterns, filepath.Join(dir, "pulse/native"), filepath.Join(dir, "pipewire-0"))
	}
	for _, p := range patterns {
		if found, err := filepath.Glob(p); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}
