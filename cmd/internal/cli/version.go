package cli

import (
	"cmp"
	"runtime/debug"
	"strings"
)

// Set by the linker with -X, see scripts/build.sh and scripts/release.sh: the output
// of git describe, the commit, and the time of the commit.
var version, commit, date string

// build identifies a build of the program. Unknown parts are "".
type build struct{ version, commit, date string }

// Version returns the version of the program without spaces: a tag, or a commit
// with "-dirty" if files were modified, or "(devel)" if neither is known.
func Version() string { return thisBuild().word() }

// versionLine returns the version with the commit and its date, for instance
// "v1.2.0 (0123456789ab, 2026-01-31)".
func versionLine() string { return thisBuild().String() }

func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return newBuild(build{version, commit, date}, info)
}

// newBuild completes the linked values with those that the Go tool recorded: only
// the version for `go install module@version`, also the commit and its date for a
// build in a repository.
func newBuild(stated build, info *debug.BuildInfo) build {
	b := stated
	dirty := ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			b.commit = cmp.Or(b.commit, s.Value)
		case s.Key == "vcs.time":
			b.date = cmp.Or(b.date, s.Value)
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "-dirty"
		}
	}
	b.commit = b.commit[:min(len(b.commit), 12)]
	b.date = b.date[:min(len(b.date), len("2026-01-31"))]
	if stated.commit == "" && b.commit != "" {
		b.commit += dirty
	}
	untagged := strings.HasPrefix(info.Main.Version, "v0.0.0-") && b.commit != "" // a pseudo-version repeats the commit
	if b.version == "" && info.Main.Version != "(devel)" && !untagged {
		b.version = info.Main.Version
	}
	return b
}

func (b build) word() string { return cmp.Or(b.version, b.commit, "(devel)") }

func (b build) String() string {
	var more []string
	for _, part := range []string{b.commit, b.date} {
		if part != "" && part != b.word() {
			more = append(more, part)
		}
	}
	if len(more) == 0 {
		return b.word()
	}
	return b.word() + " (" + strings.Join(more, ", ") + ")"
}
