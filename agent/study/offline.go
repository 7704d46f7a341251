package study

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/vision/logs"
)

// measured is a stored evaluation.
type measured struct {
	Of     measurement    `json:"of"`
	Logs   offline.Logs   `json:"logs"`
	Result offline.Result `json:"result"`

	Warnings []string `json:"warnings,omitempty"` // of the evaluation, which may have had other units too
}

// measurement is everything that determines an evaluation.
type measurement struct {
	Schema    string   `json:"schema"`
	Logs      string   `json:"logs_sha256"`
	Model     string   `json:"model_sha256"`
	Decoder   string   `json:"decoder"`
	Provider  string   `json:"provider"`
	Delay     int32    `json:"delay_ticks"` // −1 if the unit states none
	Resamples int      `json:"resamples"`
	Seed      uint64   `json:"seed"`
	Metrics   []string `json:"metrics"`
}

// key returns the name under which the evaluation is stored.
func (m measurement) key() string {
	doc, err := json.Marshal(m)
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(doc)
	return hex.EncodeToString(sum[:16])
}

// measure evaluates the units on the logs, or reads their stored evaluations.
func (x *run) measure(ctx context.Context) (doc *Document, results []offline.Result, err error) {
	folder, err := logs.Open(x.Logs)
	if err != nil {
		return nil, nil, err
	}
	hash, err := folder.SHA256(ctx)
	if err == nil {
		err = x.sameLogs(hash)
	}
	if err != nil {
		return nil, nil, err
	}
	load := x.Setup.Loader()
	if x.Online != "" {
		load = x.Setup.AnyGame()
	}
	who, err := arena.Identify(arena.Config{Contestants: x.Units, Delay: x.Delay}, load)
	if err != nil {
		return nil, nil, err
	}
	if err := x.distinct(who); err != nil {
		return nil, nil, err
	}
	doc = x.document(hash, who)
	results = make([]offline.Result, len(x.Units))
	var todo []bot.Contestant
	var at []int // index of each among the units
	for i, u := range x.Units {
		m, err := x.kept(x.measurement(hash, u, who[i]))
		switch {
		case err != nil:
			return nil, nil, err
		case m != nil:
			results[i], doc.Logs.Logs = m.Result, m.Logs
			doc.warn(m.Warnings)
		default:
			todo, at = append(todo, u), append(at, i)
		}
	}
	if len(todo) > 0 {
		found, err := x.evaluate(ctx, folder, todo)
		if err != nil {
			return nil, nil, err
		}
		doc.Logs.Logs = found.Logs
		doc.warn(found.Warnings)
		for k, i := range at {
			results[i] = found.Candidates[k]
			if err := x.store(measured{x.measurement(hash, x.Units[i], who[i]), found.Logs, results[i], found.Warnings}); err != nil {
				return nil, nil, err
			}
		}
	}
	if openloop.Presses(results[0]) == 0 {
		return nil, nil, fmt.Errorf("study: the logs %s have no press, and metrics of presses cannot be computed without any; check how actions are written with `kumite logs check`", x.Logs)
	}
	for i, u := range x.Units {
		results[i].Name, results[i].Spec = u.Name, u.Spec
		doc.Units[i].measured(&results[i])
	}
	return doc, results, nil
}

// distinct refuses identical units, which would count as two that agree.
func (x *run) distinct(who []duel.Participant) error {
	first := map[string]string{}
	for i, u := range x.Units {
		same := fmt.Sprint(who[i].ModelSHA256, who[i].Decoder, who[i].Provider, u.Delay.Or(-1))
		if other, known := first[same]; known {
			return fmt.Errorf("study: units %s and %s are the same model with the same decoder; leave one out", other, u.Name)
		}
		first[same] = u.Name
	}
	return nil
}

// evaluate evaluates the units on the logs; each model file runs once.
func (x *run) evaluate(ctx context.Context, folder *logs.Folder, todo []bot.Contestant) (*openloop.Evaluation, error) {
	setup := x.Setup
	setup.Eye = bot.OpenCV // logs are video
	found, err := openloop.Evaluate(ctx, folder, openloop.Config{
		Contestants: todo, Setup: setup, Resamples: x.Resamples, Seed: x.Seed, Workers: x.Workers, Progress: x.Evaluated,
	})
	if err != nil {
		return nil, err
	}
	x.Log.Info().Int("units", len(todo)).Int("recordings", found.Logs.Recordings).Int("frames", found.Logs.Frames).Msg("evaluated")
	return found, nil
}

func (x *run) measurement(logs string, u bot.Contestant, who duel.Participant) measurement {
	m := measurement{
		Schema: "kumite.study-eval/1", Logs: logs, Model: who.ModelSHA256, Decoder: who.Decoder, Provider: who.Provider,
		Delay: u.Delay.Or(-1), Resamples: x.Resamples, Seed: x.Seed,
	}
	for _, metric := range offline.Metrics() {
		m.Metrics = append(m.Metrics, metric.Key)
	}
	return m
}

func (x *run) path(m measurement) string {
	return filepath.Join(x.dir, "offline", m.key()+".json")
}

// kept reads a stored evaluation, or returns nil if there is none.
func (x *run) kept(of measurement) (*measured, error) {
	path := x.path(of)
	data, err := x.root.Read(filepath.Join("offline", of.key()+".json"), safefile.Evaluation)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read evaluation: %w", err)
	}
	var m measured
	if err := safefile.Unmarshal(data, safefile.Evaluation, &m); err != nil {
		return nil, fmt.Errorf("read evaluation %s: %w; delete it to evaluate the unit again", path, err)
	}
	if m.Of.key() != of.key() {
		return nil, fmt.Errorf("read evaluation %s: contents do not match the file name; delete it to evaluate the unit again", path)
	}
	return &m, nil
}

// store writes an evaluation atomically.
func (x *run) store(m measured) error {
	folder, err := x.root.MakeSub("offline")
	if err != nil {
		return fmt.Errorf("write evaluation: %w", err)
	}
	return errors.Join(durable.WriteJSONIn(folder, m.Of.key()+".json", m), folder.Close())
}
