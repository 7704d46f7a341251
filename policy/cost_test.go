package policy

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

const costTable = "truth,no_action,skill1,skill2\nno_action,0,1,1\nskill1,1,0,1\nskill2,1,1,0\n"

func TestACostTableOfAModelLiesInItsFolder(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "costs.csv")
	for what, c := range map[string]struct {
		name string
		put  func(path string) error // path is costs.csv in the model's folder
		says string                  // "" if it is read
	}{
		"a file of the folder": {"costs.csv", func(path string) error { return os.WriteFile(path, []byte(costTable), 0o644) }, ""},
		"an absolute path":     {outside, nil, "which is not in its folder"},
		"a path above":         {"../costs.csv", nil, "which is not in its folder"},
		"a path that returns":  {"sub/../costs.csv", nil, "which is not in its folder"},
		"a link out":           {"costs.csv", func(path string) error { return os.Symlink(outside, path) }, "outside the folder"},
		"a named pipe":         {"costs.csv", func(path string) error { return syscall.Mkfifo(path, 0o644) }, "a named pipe"},
		"a device":             {"costs.csv", func(path string) error { return os.Symlink("/dev/zero", path) }, "costs.csv"},
		"20 GB": {"costs.csv", func(path string) error {
			return errors.Join(os.WriteFile(path, nil, 0o644), os.Truncate(path, 20<<30))
		}, "a cost table has at most 4194304"},
	} {
		t.Run(what, func(t *testing.T) {
			if err := os.WriteFile(outside, []byte(costTable), 0o644); err != nil {
				t.Fatal(err)
			}
			own := contract(threeWay)
			own.Folder, own.Decoder = t.TempDir(), "decode=cost&cost="+url.QueryEscape(c.name)
			if c.put != nil {
				if err := c.put(filepath.Join(own.Folder, "costs.csv")); err != nil {
					t.Fatal(err)
				}
			}
			d, err := NewDecoder(own, "refractory=3")
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("got %v, want %q", err, c.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if again := decoder(t, contract(threeWay), d.String()); again.String() != d.String() {
				t.Errorf("%s makes the decoder %s", d, again)
			}
			own.Folder = ""
			if _, err := NewDecoder(own, ""); err == nil {
				t.Error("a model without a folder names a file")
			}
		})
	}
}

// People may name any file.
func TestACostTableOfAQueryLiesAnywhere(t *testing.T) {
	path := filepath.Join(t.TempDir(), "100%n%d.csv")
	if err := os.WriteFile(path, []byte(costTable), 0o644); err != nil {
		t.Fatal(err)
	}
	query := "decode=cost&cost=" + url.QueryEscape(path)
	decoder(t, contract(threeWay), query)
	if err := os.WriteFile(path, []byte("truth\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := NewDecoder(contract(threeWay), query); err == nil || !strings.HasPrefix(err.Error(), "cost file "+path+": want a header") {
		t.Errorf("got %v, want the path as it is", err)
	}
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadCosts(contract(threeWay), pipe); err == nil || !strings.Contains(err.Error(), "a named pipe") {
		t.Errorf("got %v, want a refusal of the pipe", err)
	}
}
