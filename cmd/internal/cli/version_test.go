package cli

import (
	"bytes"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestVersionsContainWhatIsKnown(t *testing.T) {
	repository := []debug.BuildSetting{{Key: "vcs.revision", Value: "0123456789abcdef0123"}, {Key: "vcs.time", Value: "2026-01-31T12:00:00Z"}}
	changed := append(repository[:2:2], debug.BuildSetting{Key: "vcs.modified", Value: "true"})
	for name, c := range map[string]struct {
		stated   build
		module   string
		settings []debug.BuildSetting
		word     string
		line     string
	}{
		"a release from a tarball": {build{"v1.2.0", "0123456789abcdef0123", "2026-01-31T12:00:00+01:00"}, "(devel)", nil,
			"v1.2.0", "v1.2.0 (0123456789ab, 2026-01-31)"},
		"stated beats recorded":   {build{"v1.2.0-3-gaaaaaaa-dirty", "bbbb", ""}, "v1.2.1-0.2026-pseudo", changed, "v1.2.0-3-gaaaaaaa-dirty", "v1.2.0-3-gaaaaaaa-dirty (bbbb, 2026-01-31)"},
		"go install":              {build{}, "v1.2.0", nil, "v1.2.0", "v1.2.0"},
		"a tagged commit":         {build{}, "v1.2.0", repository, "v1.2.0", "v1.2.0 (0123456789ab, 2026-01-31)"},
		"no tags":                 {build{}, "v0.0.0-20260131120000-0123456789ab", repository, "0123456789ab", "0123456789ab (2026-01-31)"},
		"changed files":           {build{}, "(devel)", changed, "0123456789ab-dirty", "0123456789ab-dirty (2026-01-31)"},
		"go install of no tag":    {build{}, "v0.0.0-20260131120000-0123456789ab", nil, "v0.0.0-20260131120000-0123456789ab", "v0.0.0-20260131120000-0123456789ab"},
		"a tarball, nothing said": {build{}, "(devel)", nil, "(devel)", "(devel)"},
	} {
		info := &debug.BuildInfo{Settings: c.settings}
		info.Main.Version = c.module
		b := newBuild(c.stated, info)
		if b.word() != c.word || b.String() != c.line {
			t.Errorf("%s: got %q and %q, want %q and %q", name, b.word(), b.String(), c.word, c.line)
		}
	}
}

func TestVersionIsOneLineThatBeginsWithTheProgram(t *testing.T) {
	version, commit, date = "v9.8.7", "0123456789abcdef", "2026-01-31T00:00:00Z"
	defer func() { version, commit, date = "", "", "" }()
	root := &cobra.Command{Use: "kumite", Run: func(*cobra.Command, []string) {}}
	var out, errs bytes.Buffer
	if code := Run(t.Context(), root, []string{"--version"}, &out, &errs); code != 0 || out.String() != "kumite v9.8.7 (0123456789ab, 2026-01-31)\n" {
		t.Errorf("exit %d, %q, %q; want the version in one line", code, out.String(), errs.String())
	}
	if got := Version(); got != "v9.8.7" {
		t.Errorf("in a word it is %q, want the tag", got)
	}
	if strings.Contains(out.String(), "version") {
		t.Errorf("got %q, want no word between name and version", out.String())
	}
}
