package logs_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
)

// A recording that is listed many times would narrow every interval.
func TestARecordingThatIsListedTwiceIsRefused(t *testing.T) {
	copied := func(from, to string) error {
		data, err := os.ReadFile(from)
		return errors.Join(err, os.WriteFile(to, data, 0o644))
	}
	for name, c := range map[string]struct {
		put          func(from, to string) error // the second recording's files
		video, table string                      // of the second recording, where they are not its own
	}{
		"the same files":         {nil, "000001.mkv", "000001.csv"},
		"the same video":         {nil, "000001.mkv", "000002.csv"},
		"the same table":         {nil, "000002.mkv", "000001.csv"},
		"the same file by a dot": {nil, "./000001.mkv", "./././000001.csv"},
		"symbolic links":         {func(from, to string) error { return os.Symlink(filepath.Base(from), to) }, "", ""},
		"hard links":             {os.Link, "", ""},
		"copies":                 {copied, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, 2)
			if c.put != nil {
				for _, ext := range []string{".mkv", ".csv"} {
					from, to := filepath.Join(dir, "000001"+ext), filepath.Join(dir, "000002"+ext)
					if err := errors.Join(os.Remove(to), c.put(from, to)); err != nil {
						t.Fatal(err)
					}
				}
			}
			if c.video != "" {
				list(t, dir, c.video, c.table)
			}
			err := distinct(t, dir)
			if _, writing := logs.WriteTensors(t.Context(), filepath.Join(t.TempDir(), "tensors"), opened(t, dir), logs.TensorOptions{Spec: tensorSpec()}); writing == nil || !strings.Contains(writing.Error(), "are the same one") {
				t.Errorf("tensors: got %v, want that it is refused", writing)
			}
			if err == nil || !strings.Contains(err.Error(), `recordings "000001" and "000002" are the same one`) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want one line with both names", err)
			}
		})
	}
}

// list makes the second recording of a folder name other files.
func list(t *testing.T, dir, video, table string) {
	t.Helper()
	path := filepath.Join(dir, logs.FileName)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.NewReplacer("000002.mkv", video, "000002.csv", table).Replace(string(data))
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func opened(t *testing.T, dir string) *logs.Folder {
	t.Helper()
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func distinct(t *testing.T, dir string) error {
	t.Helper()
	return opened(t, dir).Distinct()
}

func TestRecordingsThatDifferAreNotRefused(t *testing.T) {
	dir := folder(t, 3)
	table := filepath.Join(dir, "000003.csv")
	if err := os.Remove(filepath.Join(dir, "000002.mkv")); err != nil { // opening it reports that
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "000001.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(table, data, 0o644); err != nil { // equal labels of another match
		t.Fatal(err)
	}
	if err := distinct(t, dir); err != nil {
		t.Error(err)
	}
}
