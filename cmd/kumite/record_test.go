package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// contents reads the files of a folder.
func contents(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]byte{}
	for _, e := range entries {
		all[e.Name()] = read(t, filepath.Join(dir, e.Name()))
	}
	return all
}

func TestRecordReportsWhatIsNewInItsFolder(t *testing.T) {
	dir := t.TempDir()
	for _, want := range []string{
		"2 recordings, 2 new with ",
		"2 recordings, none new, seed 5",
	} {
		if got := mustRun(t, "record", "--out", dir, "--matches", "2", "--seed", "5"); !strings.HasPrefix(got, dir+": "+want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	refuses(t, []string{"record", "--out", dir, "--matches", "3", "--seed", "6"}, dir, "seed")
}

func TestRecordRefusesInvalidFlags(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "file", nil)
	for name, c := range map[string]struct{ args, says []string }{
		"an opponent that is none":    {[]string{"--out", dir, "--against", "pro,grandmaster"}, []string{`"grandmaster"`, "rookie"}},
		"an expert that is none":      {[]string{"--out", dir, "--pro", "por"}, []string{`"por"`, "pro"}},
		"noise that is none":          {[]string{"--out", dir, "--noise", "reacton=1"}, []string{"noise", `"reacton"`, "reaction"}},
		"two mistakes":                {[]string{"--out", dir, "--side", "up", "--noise", "pass=2"}, []string{`side is "up"`, "noise: pass=2 is out of range"}},
		"nobody to meet":              {[]string{"--out", dir, "--against", ""}, []string{"against is empty; name scripts"}},
		"no matches":                  {[]string{"--out", dir, "--matches", "0"}, []string{`--matches "0" is out of range; want 1 to`}},
		"no workers":                  {[]string{"--out", dir, "--workers", "0"}, []string{`--workers "0" is out of range; want 1 to`}},
		"a folder below a file":       {[]string{"--out", filepath.Join(file, "logs")}, []string{file}},
		"a file for a folder":         {[]string{"--out", file}, []string{file}},
		"no folder":                   {nil, []string{"out"}},
		"a seed that is not a number": {[]string{"--out", dir, "--seed", "x"}, []string{"--seed", `"x"`}},
		"an argument it has no use":   {[]string{"--out", dir, "extra"}, []string{"extra"}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, append([]string{"record"}, c.args...), c.says...) })
	}
	if files, _ := filepath.Glob(filepath.Join(dir, "*.mkv")); len(files) > 0 {
		t.Errorf("a refused run wrote %v", files)
	}
}
