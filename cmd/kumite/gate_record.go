package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// decision is what a gate came to.
type decision string

// The decisions. The first two name the folder that a candidate goes to; an
// inconclusive one stays.
const (
	accepted     decision = "accepted"
	rejected     decision = "rejected"
	inconclusive decision = "inconclusive"
)

// recordSchema is the schema of a gate's record.
const recordSchema = "kumite.gate/1"

// gateRecord says what a gate decided on a candidate, why, and who signed it
// off: record.json beside the model.
type gateRecord struct {
	Schema       string             `json:"schema"`
	Candidate    string             `json:"candidate"`
	Decision     decision           `json:"decision"`
	Why          string             `json:"why"`
	SignedBy     string             `json:"signed_by"`
	Time         string             `json:"time"` // RFC 3339, UTC
	Command      string             `json:"command"`
	Version      string             `json:"kumite_version"`
	RulesVersion int                `json:"rules_version"`
	ModelSHA256  string             `json:"model_sha256"`
	Decoder      string             `json:"decoder"`
	Champion     duel.Participant   `json:"champion"`
	Seed         uint64             `json:"seed"`
	Test         rating.SPRT        `json:"test"`
	Pentanomial  rating.Pentanomial `json:"pentanomial"`
	Wins         int                `json:"wins"`
	Losses       int                `json:"losses"`
	Draws        int                `json:"draws"`
	Voids        int                `json:"voids"`
	Retried      int                `json:"retried,omitempty"` // matches played again because the candidate failed in them once
	FirstRetry   string             `json:"first_retry,omitempty"`
	WinRate      stats.Float        `json:"win_rate"`
	WinRateCI95  stats.Interval     `json:"win_rate_ci95"`
	Score        stats.Float        `json:"score"`
	ScoreCI95    stats.Interval     `json:"score_ci95"`
	ScoreMethod  rating.Method      `json:"score_method"`
	Elo          stats.Float        `json:"elo"`
	EloCI95      stats.Interval     `json:"elo_ci95"`
	EloBiased    bool               `json:"elo_biased"`
	SPRT         rating.SPRTResult  `json:"sprt"`
	Withdrawn    *arena.VoidReason  `json:"withdrawn,omitempty"`
	Run          string             `json:"run,omitempty"`     // the run's folder, below the gate's
	Replays      string             `json:"replays,omitempty"` // the same
	Place        string             `json:"place"`             // where the model lies, below the gate's folder
	Files        []string           `json:"files"`             // of the model, by their names there
}

// filesOf lists what belongs to a model: what it consists of, and its canary
// and its card where they lie beside it.
func filesOf(path string) []string {
	names := ort.Files(path)
	stem := strings.TrimSuffix(filepath.Base(path), ".onnx")
	for _, name := range []string{stem + ".canary.json", stem + ".md"} {
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), name)); err == nil {
			names = append(names, name)
		}
	}
	return names
}

func fileHash(path string) (string, error) {
	data, err := os.ReadFile(path)
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

// place moves a candidate to where the decision sends it, with its record. The
// files are gathered in a folder under another name, which the record stands in
// first, and that folder is renamed at last: it is there whole or not at all,
// and finishMoves ends what a crash has cut short.
func place(dir string, r *gateRecord) error {
	if r.Decision == inconclusive {
		r.Place = "candidates"
		return writeRecord(filepath.Join(dir, "candidates", r.Candidate+".gate.json"), r)
	}
	to := filepath.Join(dir, string(r.Decision))
	name := r.Candidate
	if _, err := os.Lstat(filepath.Join(to, name)); err == nil {
		name += "-" + r.ModelSHA256[:min(12, len(r.ModelSHA256))]
	}
	if _, err := os.Lstat(filepath.Join(to, name)); err == nil {
		return leftError{fmt.Errorf("%s is there already, with the same model; remove the candidate", filepath.Join(to, name))}
	}
	r.Place = filepath.Join(string(r.Decision), name)
	partial := filepath.Join(to, "."+name+".partial")
	if err := os.MkdirAll(partial, 0o755); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	if err := writeRecord(filepath.Join(partial, "record.json"), r); err != nil {
		return err
	}
	return finishMove(dir, partial)
}

func writeRecord(path string, r *gateRecord) error {
	if err := durable.WriteJSON(path, r); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	return nil
}

// finishMoves ends the moves that an earlier run began.
func finishMoves(dir string) error {
	for _, to := range []decision{accepted, rejected} {
		all, err := os.ReadDir(filepath.Join(dir, string(to)))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for _, entry := range all {
			if name := entry.Name(); strings.HasPrefix(name, ".") && strings.HasSuffix(name, ".partial") {
				if err := finishMove(dir, filepath.Join(dir, string(to), name)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// finishMove gathers the files of a begun move. Without a whole record nothing
// has been moved yet.
func finishMove(dir, partial string) error {
	doc, err := os.ReadFile(filepath.Join(partial, "record.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return os.RemoveAll(partial)
	}
	if err != nil {
		return err
	}
	var r gateRecord
	if err := json.Unmarshal(doc, &r); err != nil {
		return fmt.Errorf("read %s: %w", filepath.Join(partial, "record.json"), err)
	}
	from := filepath.Join(dir, "candidates")
	if err := os.Remove(filepath.Join(from, r.Candidate+".gate.json")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err // an inconclusive record of an earlier test
	}
	for _, name := range r.Files {
		target := filepath.Join(partial, name)
		if _, err := os.Lstat(target); err == nil {
			continue // by the run that was cut short
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		move := os.Rename
		if sharedFile(from, r.Candidate, name) {
			move = os.Link
		}
		if err := move(filepath.Join(from, name), target); err != nil {
			return err
		}
	}
	return os.Rename(partial, filepath.Join(dir, r.Place))
}

// sharedFile says whether another candidate needs the file too.
func sharedFile(from, candidate, name string) bool {
	others, _ := modelsIn(from) // of a folder that cannot be read no file is moved either
	for _, path := range others {
		if strings.TrimSuffix(filepath.Base(path), ".onnx") == candidate {
			continue
		}
		for _, n := range ort.Files(path) {
			if n == name {
				return true
			}
		}
	}
	return false
}
