package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/doctor"
)

const models = "../../models"

// folder holds files with these names and contents.
func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func names(checks []doctor.Check) (all []string) {
	for _, c := range checks {
		all = append(all, c.Name)
	}
	return all
}

func TestEveryPartIsCheckedAlthoughOneFails(t *testing.T) {
	tiny, err := os.ReadFile(filepath.Join(models, "pro-tiny.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string][]byte{"empty.onnx": nil, "tiny.onnx": tiny, "notes.txt": nil})
	checks, err := doctor.Run(t.Context(), doctor.Config{Models: dir, Display: "DISPLAY=:9", Window: "/opt/kumite-watch"})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"OpenCV", "video", "ONNX Runtime", "providers", "model", "model", "isolation", "display", "window"}; !slices.Equal(names(checks), want) {
		t.Fatalf("the checks are %q, want %q", names(checks), want)
	}
	empty, loaded := checks[4], checks[5]
	if empty.Err == nil || !strings.Contains(empty.Err.Error(), "empty.onnx") || !strings.Contains(empty.Err.Error(), "the file is empty") {
		t.Errorf("the empty model: got %v, want an error that names it", empty.Err)
	}
	if loaded.Err != nil || !strings.Contains(loaded.Found, "tiny.onnx, sha256 ") {
		t.Errorf("the tiny model: got %+v, want its hash", loaded)
	}
	if got := doctor.Failed(checks); got != 1 {
		t.Errorf("%d checks failed, want 1", got)
	}
	for _, c := range checks[6:] {
		if !c.Note || c.Err != nil {
			t.Errorf("%+v, want a note", c)
		}
	}
	if checks[7].Found != "DISPLAY=:9" || checks[8].Found != "/opt/kumite-watch" {
		t.Errorf("the notes are %q and %q, want what was passed in", checks[7].Found, checks[8].Found)
	}
}

func TestNoModelsAndNoDisplaySayWhatToDo(t *testing.T) {
	dir := t.TempDir()
	checks, err := doctor.Run(t.Context(), doctor.Config{Models: dir})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range checks {
		switch c.Name {
		case "models":
			if c.Err == nil || !strings.Contains(c.Err.Error(), dir) || !strings.Contains(c.Err.Error(), "`make models`") {
				t.Errorf("models: got %v, want the folder and how to fill it", c.Err)
			}
		case "display":
			if !strings.HasPrefix(c.Found, "none; ") {
				t.Errorf("display: got %q, want it to say none", c.Found)
			}
		}
	}
	t.Chdir(dir) // and without a folder's name that is no fault
	checks, err = doctor.Run(t.Context(), doctor.Config{})
	if err != nil || doctor.Failed(checks) != 0 || checks[4].Name != "models" || !checks[4].Note {
		t.Errorf("got %+v, %v; want a note that there are no models", checks, err)
	}
	named := filepath.Join(dir, "a[b]") // which as a pattern would be ab
	if err := errors.Join(os.Mkdir(named, 0o755), os.WriteFile(filepath.Join(named, "m.onnx"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	if checks, err = doctor.Run(t.Context(), doctor.Config{Models: named}); err != nil || checks[4].Name != "model" {
		t.Errorf("a folder with brackets in its name: got %+v, %v; want its model", checks, err)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := doctor.Run(done, doctor.Config{Models: named}); !errors.Is(err, context.Canceled) {
		t.Errorf("when interrupted: got %v, want context.Canceled", err)
	}
}

func ExampleRun() {
	checks, err := doctor.Run(context.Background(), doctor.Config{Models: models})
	if err != nil {
		panic(err)
	}
	for _, c := range checks[:4] {
		fmt.Println(c.Name, c.Err == nil)
	}
	fmt.Println(doctor.Failed(checks), "parts are not ready")
	// Output:
	// OpenCV true
	// video true
	// ONNX Runtime true
	// providers true
	// 0 parts are not ready
}
