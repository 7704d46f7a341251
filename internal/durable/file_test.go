package durable_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func text(s string) func(io.Writer) error {
	return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
}

func TestAFailedWriteKeepsTheOldFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "p.csv")
	if err := durable.WriteFile(path, text("hello")); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := durable.WriteFile(path, func(w io.Writer) error { return errors.Join(text("half")(w), broken) })
	if !errors.Is(err, broken) || !strings.Contains(err.Error(), path) || content(t, path) != "hello" {
		t.Errorf("got %v and %q; want the error with the file's name and the old contents", err, content(t, path))
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v (%v), want only the file", left, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("the file's mode is %v (%v), want 0644", info.Mode(), err)
	}
}

func TestALinkIsFollowedAndADeviceIsWrittenDirectly(t *testing.T) {
	dir := t.TempDir()
	path, link := filepath.Join(dir, "p.csv"), filepath.Join(dir, "link.csv")
	if err := errors.Join(os.WriteFile(path, nil, 0o644), os.Symlink(path, link)); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(link, text("bye")); err != nil || content(t, path) != "bye" {
		t.Errorf("through a link: %v, %q; want \"bye\"", err, content(t, path))
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
	if err := durable.WriteFile(os.DevNull, text("hello")); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
		t.Errorf("%s was replaced: %v, %v", os.DevNull, info, err)
	}
}

func TestATemporaryFileIsRecognizedByItsName(t *testing.T) {
	dir := t.TempDir()
	var name string
	durable.Replace(filepath.Join(dir, "results.json"), func(io.Writer) error {
		all, err := os.ReadDir(dir)
		if err != nil || len(all) != 1 {
			t.Fatalf("%v, %v; want one file while it is written", all, err)
		}
		name = all[0].Name()
		return errors.New("stop")
	})
	if file, ok := durable.Partial(name); !ok || file != "results.json" {
		t.Errorf("%q: got %q, %v; want results.json", name, file, ok)
	}
	for _, foreign := range []string{"results.json", ".results.json", "results.json.partial", ".lock", ".123", "x.json7"} {
		if file, ok := durable.Partial(foreign); ok {
			t.Errorf("%q is taken for a temporary file of %q", foreign, file)
		}
	}
}

func TestHashFileMatchesSha256sum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "abc")
	if err := os.WriteFile(path, []byte("abc"), 0o644); err != nil {
		t.Fatal(err)
	}
	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	if got, err := durable.HashFile(path, safefile.Model); err != nil || got != want {
		t.Errorf("got %s, %v; want %s", got, err, want)
	}
	if _, err := durable.HashFile(path+"x", safefile.Model); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: got %v, want fs.ErrNotExist", err)
	}
}

func TestASecondHolderOfALockIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), ".lock")
	first, err := durable.Lock(path)
	if err != nil {
		t.Fatal(err)
	}
	if second, err := durable.Lock(path); err == nil {
		second.Close()
		t.Error("the lock was acquired twice")
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := durable.Lock(path)
	if err != nil {
		t.Fatalf("after the release: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}

func TestALinkWithoutATargetStaysOneAndPermissionsAreKept(t *testing.T) {
	dir := t.TempDir()
	elsewhere := filepath.Join(dir, "elsewhere")
	target, link := filepath.Join(elsewhere, "p.csv"), filepath.Join(dir, "link.csv")
	if err := errors.Join(os.Mkdir(elsewhere, 0o755), os.Symlink(filepath.Join("elsewhere", "p.csv"), link)); err != nil {
		t.Fatal(err)
	}
	if err := durable.WriteFile(link, text("new")); err != nil || content(t, target) != "new" {
		t.Errorf("through a link without a target: %v; want the target written", err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v, %v", info, err)
	}
	if err := errors.Join(os.Chmod(target, 0o600), durable.WriteFile(target, text("secret"))); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(target); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode is %v (%v), want 0600 as before", info.Mode(), err)
	}
}
