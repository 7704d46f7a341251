package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// isProfile reports whether a file looks like a profile: non-empty gzip data.
func isProfile(t *testing.T, path string) bool {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Error(err)
		return false
	}
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return false
	}
	text, err := io.ReadAll(r)
	return err == nil && len(text) > 0
}

func TestProfilesAreWrittenWhateverTheExitCode(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	for name, c := range map[string]struct {
		run  func(*cobra.Command, []string) error
		code int
	}{
		"well":        {func(*cobra.Command, []string) error { return nil }, 0},
		"badly":       {func(*cobra.Command, []string) error { return Bad("no") }, 1},
		"interrupted": {func(cmd *cobra.Command, _ []string) error { interrupt(); return cmd.Context().Err() }, 2},
	} {
		dir := t.TempDir()
		cpu, memory := filepath.Join(dir, "cpu.pprof"), filepath.Join(dir, "memory.pprof")
		root := &cobra.Command{Use: "kumite"}
		root.AddCommand(&cobra.Command{Use: "work", RunE: c.run})
		var out, errs bytes.Buffer
		if code := Run(ctx, root, []string{"work", "--cpuprofile", cpu, "--memprofile", memory}, &out, &errs); code != c.code {
			t.Errorf("%s: exit %d, want %d: %s", name, code, c.code, errs.String())
		}
		for _, path := range []string{cpu, memory} {
			if !isProfile(t, path) {
				t.Errorf("%s: %s is not a profile", name, path)
			}
		}
	}
}

func TestAProfileThatCannotBeWrittenIsReportedWithTheError(t *testing.T) {
	dir := t.TempDir()
	root := &cobra.Command{Use: "kumite"}
	root.AddCommand(&cobra.Command{Use: "work", RunE: func(*cobra.Command, []string) error {
		return errors.Join(os.Remove(dir), errors.New("broken"))
	}})
	var out, errs bytes.Buffer
	code := Run(t.Context(), root, []string{"work", "--memprofile", filepath.Join(dir, "memory.pprof")}, &out, &errs)
	if code != 2 || !strings.HasPrefix(errs.String(), "kumite: broken; --memprofile: ") || strings.Count(errs.String(), "\n") != 1 {
		t.Errorf("exit %d, %q; want 2 and one line with both", code, errs.String())
	}
	errs.Reset()
	code = Run(t.Context(), &cobra.Command{Use: "kumite", Run: func(*cobra.Command, []string) {}}, []string{"--cpuprofile", filepath.Join(dir, "none", "p")}, &out, &errs)
	if code != 2 || !strings.Contains(errs.String(), "does not exist") {
		t.Errorf("exit %d, %q; want 2 and that the folder does not exist", code, errs.String())
	}
}

func TestProfilesAreNotInTheHelp(t *testing.T) {
	var out, errs bytes.Buffer
	if code := Run(t.Context(), &cobra.Command{Use: "kumite", Run: func(*cobra.Command, []string) {}}, []string{"--help"}, &out, &errs); code != 0 || strings.Contains(out.String(), "profile") {
		t.Errorf("exit %d, and the help is\n%s%s", code, out.String(), errs.String())
	}
}
