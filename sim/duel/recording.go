package duel

import (
	"fmt"

	"github.com/kumite/kumite/sim"
)

// Schema is the schema of a recording.
const Schema = "kumite.replay/1"

// HashEvery is the number of ticks between hashes of the world.
const HashEvery = 60

// Header describes the match, the contestants and the outcome.
type Header struct {
	Schema       string         `json:"schema"`
	RulesVersion int            `json:"rules_version"`
	Rules        sim.Rules      `json:"rules"`
	Seed         uint64         `json:"seed"`
	Contestants  [2]Participant `json:"contestants"` // left, right
	Outcome      string         `json:"outcome"`     // "left", "right" or "draw"; "running" of a match that was left
	Ticks        int32          `json:"ticks"`
	FinalHash    string         `json:"final_hash"` // 16 hexadecimal digits
}

// Participant describes one side's contestant.
type Participant struct {
	Name        string `json:"name"`
	Spec        string `json:"spec"`                   // the contestant string
	ModelSHA256 string `json:"model_sha256,omitempty"` // of the model's files together
	FileHashes
	Decoder  string `json:"decoder,omitempty"`
	Provider string `json:"provider,omitempty"` // the model's execution provider, "" for the CPU
	Random   string `json:"random,omitempty"`   // why the model's scores are not a function of its input
}

// FileHashes are the hashes of a model's single files, if it has several.
type FileHashes struct {
	File     string `json:"file_sha256,omitempty"`
	External string `json:"external_sha256,omitempty"`
	Sidecar  string `json:"sidecar_sha256,omitempty"`
}

// Recording is a match that can be replayed without its contestants.
type Recording struct {
	Header
	Inputs [][2]sim.Input // by tick, left and right
	Hashes []uint64       // of the world after each HashEvery ticks
}

// Recorder makes the Recording of one match. Its Watch is a Watcher. Use NewRecorder;
// the zero value is not useful.
type Recorder struct {
	rec Recording
}

// NewRecorder returns a recorder for one match.
func NewRecorder(cfg Config, players [2]Participant) *Recorder {
	r := &Recorder{rec: Recording{Header: Header{
		Schema: Schema, RulesVersion: sim.RulesVersion, Rules: cfg.Rules, Seed: cfg.Seed, Contestants: players,
	}}}
	r.rec.Inputs = make([][2]sim.Input, 0, cfg.Rules.MatchTicks)
	r.rec.Hashes = make([]uint64, 0, cfg.Rules.MatchTicks/HashEvery)
	return r
}

// Watch records one tick. It must see every tick of the match.
func (r *Recorder) Watch(w *sim.World, in [2]sim.Input) {
	if w.Tick > 0 && w.Tick%HashEvery == 0 {
		r.rec.Hashes = append(r.rec.Hashes, w.Hash())
	}
	r.rec.Inputs = append(r.rec.Inputs, in)
}

// Finish returns the recording of the finished match.
func (r *Recorder) Finish(res Result) *Recording {
	r.rec.Outcome, r.rec.Ticks = res.Outcome.String(), res.Ticks
	r.rec.FinalHash = hexHash(res.Hash)
	return &r.rec
}

// Start returns the world at tick 0.
func (r *Recording) Start() sim.World { return sim.New(r.Rules, r.Seed) }

// Verify replays the recording and returns the first difference as a *DesyncError.
func (r *Recording) Verify() error { return r.replay(func(*sim.World) {}) }

// replay replays the recording, calls visit with each world, and returns the first
// difference.
func (r *Recording) replay(visit func(*sim.World)) error {
	if err := r.playable(); err != nil {
		return err
	}
	w := r.Start()
	for t, in := range r.Inputs {
		if w.Outcome() != sim.Running {
			return &DesyncError{Tick: int32(t), What: fmt.Sprintf("the match is over (%v) but the recording continues", w.Outcome())}
		}
		visit(&w)
		w.Step(in)
		if i := int(w.Tick)/HashEvery - 1; w.Tick%HashEvery == 0 && i < len(r.Hashes) && w.Hash() != r.Hashes[i] {
			return &DesyncError{Tick: w.Tick, What: fmt.Sprintf("hash is %s, recorded is %s", hexHash(w.Hash()), hexHash(r.Hashes[i]))}
		}
	}
	visit(&w)
	if got := w.Outcome().String(); got != r.Outcome || w.Tick != r.Ticks {
		return &DesyncError{Tick: w.Tick, What: fmt.Sprintf("outcome is %s, recorded is %s after %d ticks", got, r.Outcome, r.Ticks)}
	}
	if got := hexHash(w.Hash()); got != r.FinalHash {
		return &DesyncError{Tick: w.Tick, What: fmt.Sprintf("final hash is %s, recorded is %s", got, r.FinalHash)}
	}
	return nil
}

// playable returns an error for recordings of another rules version.
func (r *Recording) playable() error {
	if r.RulesVersion != sim.RulesVersion {
		return fmt.Errorf("recording has rules version %d but this program plays version %d; verify it with the program that made it", r.RulesVersion, sim.RulesVersion)
	}
	return nil
}

// DesyncError is the first difference between a recording and its replay.
type DesyncError struct {
	Tick int32
	What string
}

func (e *DesyncError) Error() string { return fmt.Sprintf("desync by tick %d: %s", e.Tick, e.What) }

func hexHash(h uint64) string { return fmt.Sprintf("%016x", h) }
