package tune

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
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
// Other keys of that file, or else of the model's current sidecar, are kept. The cost
// table of a decoder must be in path's folder. The current sidecar is not replaced
// if it is not a regular file.
func (d *Document) WriteSidecar(path, current string) error {
	query, err := beside(d.Chosen.Query, filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("write sidecar %s: %w", path, err)
	}
	if d.delay != nil {
		query += fmt.Sprintf("&delay=%d", *d.delay)
	}
	values := map[string]any{
		"kumite.decoder":     query,
		"kumite.temperature": d.Calibration.Temperature,
		"kumite.bias":        d.Calibration.Bias,
		"kumite.tuned": Record{d.Logs.SHA256, d.Objective.Name, d.Objective.Tolerance, d.Chosen.Objective,
			d.Chosen.CI95, d.Logs.Recordings, d.Logs.SplitSeed},
		openloop.ReferenceKey: d.reference,
	}
	if err := openloop.WriteSidecar(path, current, values); err != nil {
		return err
	}
	d.Sidecar = path
	return nil
}

// beside returns a query whose cost table, if any, is named relative to the sidecar's
// folder.
func beside(query, folder string) (string, error) {
	q, err := policy.ParseQuery(query)
	if err != nil || !q.Has("cost") {
		return query, err
	}
	table, e1 := filepath.Abs(q.Get("cost"))
	folder, e2 := filepath.Abs(folder)
	if err := errors.Join(e1, e2); err != nil {
		return "", err
	}
	name, err := filepath.Rel(folder, table)
	if err != nil || !filepath.IsLocal(name) {
		return "", fmt.Errorf("the cost table %s is not in the folder of the sidecar; copy it there, because a model names only files of its folder", q.Get("cost"))
	}
	if name == q.Get("cost") {
		return query, nil
	}
	q.Set("cost", name)
	return policy.EncodeQuery(q), nil
}
