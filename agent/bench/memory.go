package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/kumite/kumite/internal/machine"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/stats"
)

// MemoryResult is the memory that sessions of one model hold in one process, after a run
// of each.
type MemoryResult struct {
	FileBytes   int   `json:"file_bytes"`
	WeightBytes int64 `json:"weight_bytes"`

	First    int64          `json:"first_bytes"`   // of the whole process with one session
	Further  float64        `json:"further_bytes"` // mean growth with each session after that
	CI95     stats.Interval `json:"further_ci95"`
	Resident []int64        `json:"resident_bytes"` // by number of sessions, from one
}

// Fits returns how many sessions fit into a number of bytes.
func (m MemoryResult) Fits(budget int64) int {
	switch {
	case budget < m.First:
		return 0
	case m.Further <= 0:
		return MaxSessions
	}
	return int(min(1+float64(budget-m.First)/m.Further, MaxSessions))
}

// measureMemory opens session after session of a model.
func measureMemory(ctx context.Context, cfg Config, subjects []*subject, d *Document) (err error) {
	who := subjects[0].who
	file, err := ort.Inspect(who.Path)
	if err != nil {
		return err
	}
	m := &MemoryResult{FileBytes: file.Bytes, WeightBytes: file.WeightBytes}
	if _, err := subjects[0].decide(); err != nil {
		return err
	}
	var sessions []*ort.Session
	defer func() {
		for _, s := range sessions {
			err = errors.Join(err, s.Close())
		}
	}()
	var growth []float64
	for n := range cfg.Sessions {
		cfg.Progress(n, cfg.Sessions)
		if err := ctx.Err(); err != nil {
			return err
		}
		if n > 0 {
			s, err := ort.Open(cfg.Setup.Provider, who.Path, cfg.Setup.Aliases)
			if err != nil {
				return err
			}
			sessions = append(sessions, s)
			if err := s.Run(); err != nil {
				return fmt.Errorf("bench %s: run session %d: %w", who.Name, n+1, err)
			}
		}
		debug.FreeOSMemory() // what Go no longer uses is not the session's
		resident := machine.ResidentBytes()
		if resident == 0 {
			return errors.New("bench: this system does not report the memory of a process; scenario memory needs Linux")
		}
		if n > 0 {
			growth = append(growth, float64(resident-m.Resident[n-1]))
		}
		m.Resident = append(m.Resident, resident)
	}
	cfg.Progress(cfg.Sessions, cfg.Sessions)
	m.First = m.Resident[0]
	m.Further, m.CI95 = stats.MeanCI95(growth)
	d.Results[0].Memory = m
	if on := cfg.Setup.Provider; on.String() != string(ort.CPU) {
		d.warn(fmt.Sprintf("only the memory of this process is measured; the device memory of provider %s is not", on))
	}
	return nil
}
