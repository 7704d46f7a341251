package live

import (
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// changes are what has changed on disk since a model was last loaded in full.
type changes struct {
	any     bool   // of what it may consist of
	own     bool   // the file itself or its sidecar
	failure string // of the load before, which was not reported
}

// add adds a change and says whether to wait, from now, until the files are left
// alone. Files beside the model, which may be written to all the time, start a
// wait and do not prolong it.
func (c *changes) add(path string, e fsnotify.Event) bool {
	own, ours := concerns(path, e)
	waits := own || ours && !c.any
	c.any, c.own = c.any || ours, c.own || own
	return waits
}

// concerns says whether a change may have changed a model: its file and sidecar
// are its own, and any other file beside it may be its external data, except
// what belongs to other models.
func concerns(path string, e fsnotify.Event) (own, ours bool) {
	if e.Op == fsnotify.Chmod || filepath.Clean(filepath.Dir(e.Name)) != filepath.Clean(filepath.Dir(path)) {
		return false, false
	}
	base, name := filepath.Base(path), filepath.Base(e.Name)
	if name == base || name == base+".json" {
		return true, true
	}
	return false, !strings.HasSuffix(name, ".onnx") && !strings.HasSuffix(name, ".onnx.json")
}
