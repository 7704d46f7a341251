package live

import (
	"path/filepath"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// changes are the changes on disk since a model was last loaded in full.
type changes struct {
	any     bool   // of a file that may be part of the model
	own     bool   // the file itself or its sidecar
	failure string // of the previous load, not reported yet
}

// add adds a change and reports whether to wait, from now, until the files settle.
// Other files in the folder, which may be written continuously, start a wait but do
// not extend it.
func (c *changes) add(path string, e fsnotify.Event) bool {
	own, ours := concerns(path, e)
	waits := own || ours && !c.any
	c.any, c.own = c.any || ours, c.own || own
	return waits
}

// concerns reports whether a change may affect a model. Its file and sidecar are its
// own; any other file in the folder may be its external data, except files of other
// models.
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
