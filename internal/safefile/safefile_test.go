package safefile_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/internal/safefile/safefiletest"
)

var small = safefile.Limit{What: "a test file", Bytes: 8, Items: 3}

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o644)); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// odd creates entries that are not regular files and returns what errors call them, by
// name.
func odd(t *testing.T, dir string) map[string]string {
	t.Helper()
	socket, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { socket.Close() })
	if err := errors.Join(syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644), os.Mkdir(filepath.Join(dir, "folder"), 0o755)); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"s": "a socket", "pipe": "a named pipe", "folder": "a folder"}
}

func TestOnlyRegularFilesAreOpened(t *testing.T) {
	dir := t.TempDir()
	for name, what := range odd(t, dir) {
		for how, open := range map[string]func() error{
			"Open":    func() error { _, err := safefile.Open(filepath.Join(dir, name), small); return err },
			"Read":    func() error { _, err := safefile.Read(filepath.Join(dir, name), small); return err },
			"OpenIn":  func() error { _, err := safefile.OpenIn(dir, name, small); return err },
			"through": func() error { _, err := safefile.Read(linkTo(t, filepath.Join(dir, name)), small); return err },
		} {
			err := safefiletest.Returns(t, open)
			if !errors.Is(err, safefile.ErrNotRegular) || !strings.Contains(err.Error(), "not a regular file but "+what) {
				t.Errorf("%s of %s: got %v, want it refused as %s", how, name, err, what)
			}
		}
	}
	if _, err := safefile.Read("/dev/zero", small); !errors.Is(err, safefile.ErrNotRegular) || !strings.Contains(err.Error(), "a device") {
		t.Errorf("/dev/zero: got %v, want it refused as a device", err)
	}
}

func linkTo(t *testing.T, target string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestALargeFileIsRefusedWithItsLimit(t *testing.T) {
	path := put(t, filepath.Join(t.TempDir(), "f"), "12345678")
	if data, err := safefile.Read(path, small); err != nil || string(data) != "12345678" {
		t.Errorf("got %q, %v; want the whole file", data, err)
	}
	f, err := safefile.Open(path, small)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	put(t, path, "1234567890") // while it is open
	if data, err := io.ReadAll(f); !errors.Is(err, safefile.ErrTooLarge) {
		t.Errorf("a file that grows: got %q, %v; want an error", data, err)
	}
	if err := os.Truncate(path, 5<<30); err != nil {
		t.Fatal(err)
	}
	const want = "the file has 5368709120 bytes; a test file has at most 8"
	if _, err := safefile.Read(path, small); !errors.Is(err, safefile.ErrTooLarge) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	if f, err := safefile.Open(path, safefile.Video); err != nil {
		t.Errorf("without a limit: %v", err)
	} else {
		f.Close()
	}
}

func TestAMissingFileIsReportedAsByTheStandardLibrary(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "none")
	_, want := os.Open(path)
	_, e1 := safefile.Open(path, small)
	_, e2 := safefile.OpenIn(dir, "none", small)
	for _, got := range []error{e1, e2} {
		if !errors.Is(got, fs.ErrNotExist) || got.Error() != want.Error() || errors.Unwrap(got).Error() != errors.Unwrap(want).Error() {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// folder returns a folder with links that lead out of it, and a folder outside with a
// file.
func folder(t *testing.T) (root *safefile.Root, dir, outside string) {
	t.Helper()
	dir, outside = filepath.Join(t.TempDir(), "in"), t.TempDir()
	put(t, filepath.Join(outside, "f"), "precious")
	put(t, filepath.Join(dir, "own"), "own")
	for name, target := range map[string]string{
		"file": filepath.Join(outside, "f"), "new": filepath.Join(outside, "new"), "dir": outside, "near": "own",
	} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := safefile.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	return root, dir, outside
}

func TestNothingOutsideAFolderIsReadWrittenOrRemoved(t *testing.T) {
	root, _, outside := folder(t)
	odd(t, root.Path("."))
	if err := os.Symlink("/dev/zero", root.Path("zero")); err != nil {
		t.Fatal(err)
	}
	file := func(f *os.File, err error) error {
		if err == nil {
			f.Close()
		}
		return err
	}
	for _, name := range []string{"file", "new", "dir", "dir/f", "dir/new", "../in/own", "/etc/hostname", "pipe", "s", "folder", "zero"} {
		for how, do := range map[string]func() error{
			"Read":   func() error { _, err := root.Read(name, safefile.Video); return err },
			"Update": func() error { return file(root.Update(name)) },
			"Create": func() error { return file(root.Create(name)) },
			"Own":    func() error { return root.Own(name) },
		} {
			if err := safefiletest.Returns(t, do); err == nil {
				t.Errorf("%s of %s succeeds", how, name)
			} else if strings.Contains(err.Error(), "\n") {
				t.Errorf("%s of %s: more than one line: %v", how, name, err)
			}
		}
	}
	for _, name := range []string{"near"} { // not even within the folder
		if err := errors.Join(file(root.Update(name)), file(root.Create(name))); err == nil {
			t.Errorf("%s is written through the link", name)
		}
	}
	for _, name := range []string{"dir/f", "../" + filepath.Base(outside)} {
		if err := errors.Join(root.Remove(name), root.RemoveAll(name)); err == nil {
			t.Errorf("%s is removed", name)
		}
	}
	for _, name := range []string{"dir", "dir/x"} {
		if _, err := root.MakeSub(name); err == nil {
			t.Errorf("%s is opened", name)
		}
	}
	if err := root.Rename("own", "dir/own"); err == nil {
		t.Error("a file is moved outside")
	}
	all, err := os.ReadDir(outside)
	if err != nil || len(all) != 1 || content(t, filepath.Join(outside, "f")) != "precious" {
		t.Errorf("outside are %v, %v; want the file f, unchanged", all, err)
	}
}

func TestNoLinksNamesTheLinkOnTheWay(t *testing.T) {
	root, dir, _ := folder(t)
	put(t, filepath.Join(dir, "sub", "f"), "")
	for name, want := range map[string]string{
		"own": "", "sub/f": "", "sub/none/x": "", "none": "",
		"file": "file: it is a symbolic link", "dir/f": "dir: it is a symbolic link", "near": "near: it is a symbolic link",
		"../x": "outside the folder", "/x": "outside the folder",
	} {
		err := root.NoLinks(name)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
}

func TestFilesOfAFolderAreWritten(t *testing.T) {
	root, err := safefile.MakeRoot(filepath.Join(t.TempDir(), "a", "b"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	write := func(f *os.File, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.WriteString("new"); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
	put(t, root.Path("x"), "older text")
	other := filepath.Join(t.TempDir(), "other")
	if err := os.Link(root.Path("x"), other); err != nil {
		t.Fatal(err)
	}
	write(root.Create("x"))
	write(root.Create("y"))
	put(t, root.Path("z"), "older text")
	write(root.Update("z"))
	write(root.Update("w"))
	for name, want := range map[string]string{"x": "new", "y": "new", "z": "newer text", "w": "new"} {
		if got := content(t, root.Path(name)); got != want {
			t.Errorf("%s has %q, want %q", name, got, want)
		}
	}
	if got := content(t, other); got != "older text" {
		t.Errorf("another name of a replaced file has %q, want the old text", got)
	}
	if err := root.Sync(); err != nil {
		t.Error(err)
	}
	all, err := root.ReadDir()
	var names []string
	for _, entry := range all {
		names = append(names, entry.Name())
	}
	if want := []string{"w", "x", "y", "z"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("the folder holds %v (%v), want %v", names, err, want)
	}
}

func TestAnOutputThatNothingReadsDoesNotHang(t *testing.T) {
	dir := t.TempDir()
	odd(t, dir)
	err := safefiletest.Returns(t, func() error {
		f, err := safefile.Create(filepath.Join(dir, "pipe"))
		if err == nil {
			f.Close()
		}
		return err
	})
	if err == nil || !strings.Contains(err.Error(), "that nothing reads") {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestListsInJSONAreBounded(t *testing.T) {
	for text, ok := range map[string]bool{
		`[1,2,3]`: true, `[1,2,3,4]`: false, `{"a":[[1,2,3],[1,2,3]]}`: true, `{"a":[0,[1,2,3,4]]}`: false,
		`["a,b,c,d","\",,,,",3]`: true, `[{},{},{},{}]`: false, `{"a":1,"b":2,"c":3,"d":4}`: false,
		strings.Repeat("[", 10001): false, `]],,,,`: true,
	} {
		if err := small.CheckLists([]byte(text)); (err == nil) != ok {
			t.Errorf("%.40s: got %v, want it accepted: %v", text, err, ok)
		}
	}
	var v []int
	if err := safefile.Unmarshal([]byte(`[1,2,3,4]`), small, &v); err == nil || !strings.Contains(err.Error(), "more than 3 values") || v != nil {
		t.Errorf("got %v, %v; want an error with the limit", v, err)
	}
	for _, empty := range []string{"", " \n", "\ufeff"} {
		if err := safefile.Unmarshal([]byte(empty), small, &v); err == nil || err.Error() != "the file is empty" {
			t.Errorf("%q: got %v, want that the file is empty", empty, err)
		}
	}
	if err := safefile.Unmarshal([]byte(`[1,2]`), small, &v); err != nil || !slices.Equal(v, []int{1, 2}) {
		t.Errorf("got %v, %v; want the values", v, err)
	}
}

// Opening a named pipe as a folder waits for its other end, and ignores every signal.
func TestWhatIsNotAFolderIsNotOpenedAsOne(t *testing.T) {
	for want, put := range map[string]func(path string) error{
		"not a folder but a named pipe": func(path string) error { return syscall.Mkfifo(path, 0o644) },
		"not a folder but a file":       func(path string) error { return os.WriteFile(path, nil, 0o644) },
		"not a folder but a device":     func(path string) error { return os.Symlink("/dev/null", path) },
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "x")
		if err := put(path); err != nil {
			t.Fatal(err)
		}
		parent, err := safefile.OpenRoot(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer parent.Close()
		for name, open := range map[string]func() error{
			"OpenRoot": func() error { _, err := safefile.OpenRoot(path); return err },
			"ReadIn":   func() error { _, err := safefile.ReadIn(path, "y", safefile.Video); return err },
			"Sub":      func() error { _, err := parent.Sub("x"); return err },
			"MakeSub":  func() error { _, err := parent.MakeSub("x"); return err },
		} {
			err := safefiletest.Returns(t, open)
			if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), want) && !strings.Contains(err.Error(), "symbolic link") {
				t.Errorf("%s: got %v, want %q and the path", name, err, want)
			}
		}
	}
}

func ExampleRoot_Read() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "manifest.json")); err != nil {
		fmt.Println(err)
		return
	}
	root, err := safefile.OpenRoot(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer root.Close()
	_, err = root.Read("manifest.json", safefile.Manifest)
	fmt.Println(errors.Unwrap(err))
	// Output: it is outside the folder, by its name or through a symbolic link
}
