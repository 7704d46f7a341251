package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// tunedRecord is the sidecar's kumite.tuned: where its settings come from.
type tunedRecord struct {
	LogsSHA256 string          `json:"logs_sha256"`
	Objective  string          `json:"objective"`
	Tolerance  int             `json:"tolerance"`
	Value      stats.Float     `json:"value"`
	CI95       *stats.Interval `json:"ci95"`
	Recordings int             `json:"recordings"`
	SplitSeed  uint64          `json:"split_seed"`
}

// writeSidecar writes the settings into a file in one step. The other keys of
// the model's present sidecar, or of that file, stay as they are.
func writeSidecar(path, present string, doc *tuningResult) error {
	keys := map[string]json.RawMessage{}
	for _, from := range []string{path, present} {
		data, err := os.ReadFile(from)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(data, &keys)
		}
		if err != nil {
			return fmt.Errorf("write sidecar %s: the one that is there cannot be read (%w); mend it or move it away", path, err)
		}
		break
	}
	query := doc.Chosen.Query
	if doc.delay != nil {
		query += fmt.Sprintf("&delay=%d", *doc.delay)
	}
	for key, value := range map[string]any{
		"kumite.decoder":     query,
		"kumite.temperature": doc.Calibration.Temperature,
		"kumite.bias":        doc.Calibration.Bias,
		"kumite.tuned": tunedRecord{doc.Logs.SHA256, doc.Objective.Name, doc.Objective.Tolerance, doc.Chosen.Objective,
			doc.Chosen.CI95, doc.Logs.Recordings, doc.Logs.SplitSeed},
	} {
		var text bytes.Buffer
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(value); err != nil {
			return fmt.Errorf("write sidecar %s: %w", path, err)
		}
		keys[key] = bytes.TrimSpace(text.Bytes())
	}
	return durable.WriteJSON(path, keys)
}
