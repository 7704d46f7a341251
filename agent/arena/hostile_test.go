package arena

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/safefile/safefiletest"
)

// Run folders come from other people. Whatever is in them, nothing outside is written
// or removed, and nothing hangs.
func TestAHostileRunFolderIsRefused(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	who, err := Identify(cfg, noModels)
	if err != nil {
		t.Fatal(err)
	}
	instead := func(name string, put func(path, outside string) error) func(dir, outside string) error {
		return func(dir, outside string) error {
			path := filepath.Join(dir, name)
			return errors.Join(os.RemoveAll(path), put(path, outside))
		}
	}
	link := func(target string) func(path, outside string) error {
		return func(path, outside string) error { return os.Symlink(filepath.Join(outside, target), path) }
	}
	pipe := func(path, _ string) error { return syscall.Mkfifo(path, 0o644) }
	zero := func(path, _ string) error { return os.Symlink("/dev/zero", path) }
	large := func(path, _ string) error {
		return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 100<<30))
	}
	for what, c := range map[string]struct {
		attack func(dir, outside string) error
		reads  bool // Read fails, too
		says   string
	}{
		"matches through a link":            {instead("matches.jsonl", link("precious")), true, "matches.jsonl"},
		"matches through a link to nothing": {instead("matches.jsonl", link("new")), true, "matches.jsonl"},
		"matches that are a named pipe":     {instead("matches.jsonl", pipe), true, "a named pipe"},
		"matches without an end":            {instead("matches.jsonl", zero), true, "matches.jsonl"},
		"matches of 100 GB":                 {instead("matches.jsonl", large), true, "matches.jsonl"},
		"replays in a linked folder":        {instead("replays", link(".")), true, "symbolic link"},
		"a lock through a link":             {instead(".lock", link("precious")), false, "not a regular file but a symbolic link"},
		"a lock through a link to nothing":  {instead(".lock", link("new")), false, "not a regular file but a symbolic link"},
		"a lock that is a named pipe":       {instead(".lock", pipe), false, "a named pipe"},
		"results through a link":            {instead("results.json", link("precious")), true, "results.json"},
		"results that are a named pipe":     {instead("results.json", pipe), true, "a named pipe"},
		"results that are a folder":         {instead("results.json", func(path, _ string) error { return os.Mkdir(path, 0o755) }), true, "results.json"},
		"a manifest through a link":         {instead("manifest.json", link("precious")), true, "outside the folder"},
		"a manifest that is a named pipe":   {instead("manifest.json", pipe), true, "a named pipe"},
		"a manifest without an end":         {instead("manifest.json", zero), true, "manifest.json"},
		"a manifest of 100 GB":              {instead("manifest.json", large), true, "107374182400 bytes; a manifest has at most"},
		"a manifest of a million contestants": {func(dir, _ string) error {
			text := []byte(`{"schema":"kumite.manifest/2","contestants":[` + strings.Repeat("0,", 1<<20) + "0]}")
			return os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o644)
		}, true, "a list has more than"},
		"a manifest of 60000 contestants": {func(dir, _ string) error {
			m := NewManifest(cfg, who)
			m.Contestants = nil
			for range 60000 {
				m.Contestants = append(m.Contestants, who[0])
			}
			text, err := json.Marshal(m.hashed())
			return errors.Join(err, os.WriteFile(filepath.Join(dir, "manifest.json"), text, 0o644))
		}, true, "60000"},
	} {
		t.Run(what, func(t *testing.T) {
			dir, outside := filepath.Join(t.TempDir(), "run"), t.TempDir()
			if _, err := (Tournament{Config: cfg, Load: noModels, Workers: 1}).Run(t.Context(), dir); err != nil {
				t.Fatal(err)
			}
			precious := filepath.Join(outside, "precious")
			const leftover = ".00-00000-0.replay123" // of a killed process, were it a folder of replays
			err := errors.Join(os.WriteFile(precious, []byte("precious"), 0o644),
				os.WriteFile(filepath.Join(outside, leftover), nil, 0o644), c.attack(dir, outside))
			if err != nil {
				t.Fatal(err)
			}
			err = safefiletest.Returns(t, func() error {
				f, err := OpenFolder(dir, cfg, who)
				if err == nil {
					err = errors.Join(errors.New("the folder was opened"), f.Close())
				}
				return err
			})
			if !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "\n") {
				t.Errorf("OpenFolder: got %v, want one line with %q", err, c.says)
			}
			if err := safefiletest.Returns(t, func() error { _, err := Read(dir); return err }); c.reads && (err == nil || !strings.Contains(err.Error(), c.says)) {
				t.Errorf("Read: got %v, want %q", err, c.says)
			}
			all, err := os.ReadDir(outside)
			if data, failed := os.ReadFile(precious); err != nil || failed != nil || string(data) != "precious" || len(all) != 2 {
				t.Errorf("outside are %v (%v, %v) and %q; want both files, unchanged", all, err, failed, data)
			}
		})
	}
}

func TestResultsAndReplaysAreWrittenInTheFolderAlone(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random")
	dir, outside := filepath.Join(t.TempDir(), "run"), filepath.Join(t.TempDir(), "precious")
	f, err := OpenFolder(dir, cfg, anybody(cfg))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := errors.Join(os.WriteFile(outside, []byte("precious"), 0o644), os.Symlink(outside, filepath.Join(dir, "results.json"))); err != nil {
		t.Fatal(err)
	}
	if err := f.WriteResults(Results{}); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("got %v, want a refusal of the link", err)
	}
	err = errors.Join(os.Rename(filepath.Join(dir, "replays"), filepath.Join(dir, "moved")), os.Symlink(filepath.Dir(outside), filepath.Join(dir, "replays")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]Played{{}}); err == nil || !strings.Contains(err.Error(), "symbolic link") {
		t.Errorf("got %v, want a refusal of the linked folder", err)
	}
	if data, err := os.ReadFile(outside); err != nil || string(data) != "precious" {
		t.Errorf("outside is %q, %v; want it unchanged", data, err)
	}
}

func TestALineWithoutAnEndIsRefused(t *testing.T) {
	long := bytes.Repeat([]byte("x"), maxLine+10)
	for what, text := range map[string][]byte{"without a line feed": long, "with one": append(long, '\n')} {
		_, err := eachLine(bytes.NewReader(text), func([]byte) error { return nil })
		if err == nil || !strings.Contains(err.Error(), "line 1: the line has more than 1048576 bytes") {
			t.Errorf("%s: got %v, want the limit", what, err)
		}
	}
	size, err := eachLine(strings.NewReader("a\nbc\nd"), func([]byte) error { return nil })
	if err != nil || size != 5 {
		t.Errorf("got %d bytes, %v; want the 5 of two complete lines", size, err)
	}
}

func TestTheScheduleOfTooManyContestantsIsRefused(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	m := NewManifest(cfg, anybody(cfg))
	for len(m.Contestants) <= MaxContestants {
		m.Contestants = append(m.Contestants, m.Contestants[0])
	}
	if _, err := m.Config(); err == nil || !strings.Contains(err.Error(), "501 contestants; a run has at most 500") {
		t.Errorf("a manifest: %v", err)
	}
	for len(cfg.Contestants) <= MaxContestants {
		cfg.Contestants = append(cfg.Contestants, cfg.Contestants[0])
	}
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "501 contestants; a run has at most 500") {
		t.Errorf("a configuration: %v", err)
	}
}

// A reason is written to matches.jsonl, whose lines are bounded.
func TestTheReasonOfAVoidIsBounded(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	for what, text := range map[string]string{"text": strings.Repeat("x", 5<<20), "characters of three bytes": strings.Repeat("…", 5<<20), "short": "no answer"} {
		got := (&crew{cfg: cfg}).void(0, "load", errors.New(text)).reason.Text
		if want := []rune(text); got != string(want[:min(len(want), maxReason)]) {
			t.Errorf("%s: the reason has %d bytes; want the first %d characters", what, len(got), maxReason)
		}
	}
}
