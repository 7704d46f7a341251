package openloop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

// WriteSidecar writes values by key to the sidecar at path atomically. Other keys of that
// file, or else of the model's current sidecar, are kept. The current sidecar is not
// replaced if it is not a regular file.
func WriteSidecar(path, current string, values map[string]any) error {
	keys := map[string]json.RawMessage{}
	for _, from := range []string{path, current} {
		data, err := safefile.Read(from, safefile.Sidecar)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = safefile.Unmarshal(data, safefile.Sidecar, &keys)
		}
		if err == nil && keys == nil {
			err = errors.New("it is null, not an object")
		}
		if _, other := keys["schema"]; err == nil && other {
			return fmt.Errorf("write sidecar %s: the existing file is not a sidecar but a document with a schema; choose another file", path)
		}
		if err != nil {
			return fmt.Errorf("write sidecar %s: the existing sidecar cannot be read (%w); fix it or move it away", path, err)
		}
		break
	}
	for key, value := range values {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return fmt.Errorf("write sidecar %s: %w", path, err)
		}
		keys[key] = bytes.TrimSpace(text.Bytes())
	}
	if path == current {
		return writeOwn(path, keys)
	}
	return durable.WriteJSON(path, keys)
}

// writeOwn writes the sidecar of a model, which may come from somebody else.
func writeOwn(path string, keys any) error {
	root, err := safefile.OpenRoot(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write sidecar %s: %w", path, err)
	}
	return errors.Join(durable.WriteJSONIn(root, filepath.Base(path), keys), root.Close())
}
