package cli

import (
	"runtime/debug"
	"strings"
)

// Version is the module's version as the Go tool recorded it in the program:
// a tag, or the commit with "-dirty" after it when files had been changed.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	revision, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value[:min(len(s.Value), 12)]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	if v := info.Main.Version; revision == "" || (v != "" && v != "(devel)" && !strings.HasPrefix(v, "v0.0.0-")) {
		return v
	}
	return revision + dirty
}
