package logs

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
)

// compared is how many bytes of a file decide whether it is a copy of another one of the
// same size.
const compared = 1 << 20

// Distinct returns an error for recordings that are listed more than once, because every
// interval and every split takes recordings as independent: those that name the same video or table, also
// through links, and copies. Files that cannot be read are skipped; opening their recording
// reports them.
func (f *Folder) Distinct() error {
	files, alike := map[string]int{}, map[[2]int64]int{}
	sizes := make([][2]int64, len(f.Recordings))
	for i, e := range f.Recordings {
		for k, name := range []string{e.Video, e.Actions} {
			path, err := filepath.EvalSymlinks(filepath.Join(f.dir, name))
			if err != nil {
				continue
			}
			if first, ok := files[path]; ok {
				return f.repeated(first, i)
			}
			files[path] = i
			if info, err := os.Stat(path); err == nil {
				sizes[i][k] = info.Size()
			}
		}
		alike[sizes[i]]++
	}
	contents := map[string]int{}
	for i := range f.Recordings {
		if alike[sizes[i]] < 2 {
			continue
		}
		sum, err := f.glimpse(i)
		if err != nil {
			continue
		}
		if first, ok := contents[sum]; ok && sizes[first] == sizes[i] {
			return f.repeated(first, i)
		}
		contents[sum] = i
	}
	return nil
}

func (f *Folder) repeated(first, second int) error {
	a, b := f.Recordings[first], f.Recordings[second]
	return fmt.Errorf("read logs %s: recordings %q and %q are the same one (%s, %s); list each recording once in %s", f.dir, a.Name, b.Name, a.Video, b.Video, FileName)
}

// glimpse returns a hash of the beginnings of a recording's files.
func (f *Folder) glimpse(i int) (string, error) {
	h := sha256.New()
	for _, name := range []string{f.Recordings[i].Actions, f.Recordings[i].Video} {
		file, err := safefile.OpenIn(f.dir, name, safefile.Video)
		if err != nil {
			return "", err
		}
		n, err := io.CopyN(h, file, compared)
		if errors.Is(err, io.EOF) {
			err = nil
		}
		if err = errors.Join(err, file.Close()); err != nil {
			return "", err
		}
		fmt.Fprintf(h, " %d ", n) // where one ends and the other begins
	}
	return string(h.Sum(nil)), nil
}
