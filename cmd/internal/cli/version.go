package cli

import (
	"cmp"
	"runtime/debug"
	"strings"
)

// What the linker was given with -X, as scripts/build.sh and scripts/release.sh
// do: a version as git describe has it, a commit, and the time of that commit.
var version, commit, date string

// build is which program this is. Parts that nobody knows are "".
type build struct{ version, commit, date string }

// Version is the program's version in a word: a tag, or the commit with "-dirty"
// after it when files had been changed, or "(devel)" where nobody knows.
func Version() string { return thisBuild().word() }

// versionLine is the version with the commit and the day it was made of:
// "v1.2.0 (0123456789ab, 2026-01-31)".
func versionLine() string { return thisBuild().String() }

func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return newBuild(build{version, commit, date}, info)
}

// newBuild takes what was stated when the program was linked, and the rest from
// what the Go tool recorded: for `go install module@version` the version alone,
// for a build in a repository its commit.
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
	untagged := strings.HasPrefix(info.Main.Version, "v0.0.0-") && b.commit != "" // the commit says it better
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
