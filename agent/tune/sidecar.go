package tune

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Record is the value of kumite.tuned in a sidecar: the origin of its settings.
type Record struct {
	LogsSHA256 string          `json:"logs_sha256"`
	Objective  string          `json:"objective"`
	Tolerance  int             `json:"tolerance"`
	Value      stats.Float     `json:"value"`
	CI95       *stats.Interval `json:"ci95"`
	Recordings int             `json:"recordings"`
	SplitSeed  uint64          `json:"split_seed"`
}

// WriteSidecar writes the chosen settings to path atomically and sets d.Sidecar.
// Other keys of that file, or else of the model's current sidecar, are kept.
func (d *Document) WriteSidecar(path, current string) error {
	keys := map[string]json.RawMessage{}
	for _, from := range []string{path, current} {
		data, err := os.ReadFile(from)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(data, &keys)
		}
		if err == nil && keys == nil {
			err = errors.New("it is null, not an object")
		}
		if err != nil {
			return fmt.Errorf("write sidecar %s: the existing sidecar cannot be read (%w); repair it or move it away", path, err)
		}
		break
	}
	query := d.Chosen.Query
	if d.delay != nil {
		query += fmt.Sprintf("&delay=%d", *d.delay)
	}
	for key, value := range map[string]any{
		"kumite.decoder":     query,
		"kumite.temperature": d.Calibration.Temperature,
		"kumite.bias":        d.Calibration.Bias,
		"kumite.tuned": Record{d.Logs.SHA256, d.Objective.Name, d.Objective.Tolerance, d.Chosen.Objective,
			d.Chosen.CI95, d.Logs.Recordings, d.Logs.SplitSeed},
	} {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return fmt.Errorf("write sidecar %s: %w", path, err)
		}
		keys[key] = bytes.TrimSpace(text.Bytes())
	}
	if err := durable.WriteJSON(path, keys); err != nil {
		return err
	}
	d.Sidecar = path
	return nil
}
