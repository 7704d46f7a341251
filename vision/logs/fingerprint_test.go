package logs

import (
	"os"
	"path/filepath"
	"testing"
)

func TestTheHashOfLogsFollowsWhatAMetricCanSee(t *testing.T) {
	hash := func(dir string) string {
		t.Helper()
		f, err := Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		sum, err := f.SHA256(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return sum
	}
	dir := folder(t, 2)
	want := hash(dir)
	again := func() string {
		t.Helper()
		other := t.TempDir()
		if err := os.CopyFS(other, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		return other
	}
	if got := hash(again()); len(want) != 64 || got != want {
		t.Errorf("the same logs in another place: %s, want %s", got, want)
	}
	if hash(folder(t, 1)) == want {
		t.Error("one recording fewer, and the hash is the same")
	}
	for _, name := range []string{Name(1) + ".csv", Name(2) + ".mkv"} {
		other := again()
		path := filepath.Join(other, name)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data[len(data)/2]++
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if hash(other) == want {
			t.Errorf("%s is another, and the hash is the same", name)
		}
	}
	if err := os.Remove(filepath.Join(dir, Name(1)+".mkv")); err != nil {
		t.Fatal(err)
	}
	f, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.SHA256(t.Context()); err == nil {
		t.Error("a video is missing, and it has a hash")
	}
}
