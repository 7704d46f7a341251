package gate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
)

// skipError is the reason why a candidate cannot be judged and stays where it is.
// The others are judged nevertheless.
type skipError struct{ error }

// judge tests one candidate until the test decides. A problem of its file rejects
// it; a problem of its entry in the folder is a skipError.
func (g *gate) judge(ctx context.Context, path string) (Record, error) {
	name := filepath.Base(path)
	r := newRecord(strings.TrimSuffix(name, ".onnx"))
	r.RulesVersion = sim.RulesVersion
	r.SignedBy, r.Time, r.Command, r.Version = g.SignedBy, g.Now().UTC().Format(time.RFC3339), g.Command, g.Version
	switch info, err := os.Lstat(path); {
	case err != nil:
		return r, skipError{err}
	case info.IsDir():
		return r, skipError{errors.New("it is a folder; want a model file")}
	case strings.Contains(path, ".onnx?"):
		return r, skipError{errors.New("its path contains .onnx?, after which a contestant's settings begin; rename it")}
	case g.isChampion(info):
		return r, skipError{errors.New("it is the champion")}
	}
	var err error
	if r.Files, _, err = filesOf(g.candidates, name); err != nil {
		return r, skipError{err}
	}
	if slices.Contains(r.Files, recordFile) {
		return r, skipError{fmt.Errorf("one of its files is called %s, like the record that the gate writes beside it; rename it", recordFile)}
	}
	t := g.Tournament
	if err := t.Config.SetContestants([]string{path}, g.champion); err != nil {
		return r, skipError{err}
	}
	if err := t.Validate(); err != nil {
		return r, skipError{err}
	}
	r.Seed, r.Test = t.Config.Seed, *t.Config.Test
	if err := g.loads(t.Config.Contestants[0]); errors.Is(err, bot.ErrMachine) {
		return r, fmt.Errorf("gate %s: %w", g.dir, err)
	} else if err != nil {
		r.Decision, r.Why = Rejected, err.Error()
		r.ModelSHA256, err = durable.HashFile(path, safefile.Model)
		if errors.Is(err, safefile.ErrTooLarge) {
			return r, skipError{err}
		}
		return r, err
	}
	return r, g.test(ctx, t, &r)
}

// isChampion reports whether a candidate's file is the champion's, however the
// champion's path is spelled.
func (g *gate) isChampion(candidate fs.FileInfo) bool {
	champion, err := bot.Parse(g.champion)
	if err != nil || champion.Path == "" {
		return false
	}
	info, err := os.Stat(champion.Path)
	return err == nil && os.SameFile(info, candidate)
}

// loads returns an error if a candidate does not load, after one retry as in a
// match.
func (g *gate) loads(c bot.Contestant) (err error) {
	for range 2 {
		var b *bot.Bot
		if b, err = bot.New(c, g.Tournament.Config.Delay.Ticks(), g.Tournament.Load); err == nil {
			return b.Close()
		}
	}
	return err
}

// test plays until the sequential test decides. The name of the run's folder
// contains the hash of its manifest: if the candidate or the test has changed, the
// test starts again, otherwise it resumes.
func (g *gate) test(ctx context.Context, t arena.Tournament, r *Record) error {
	var err error
	if t.Config.Latency == nil {
		if t.Config.Latency, err = arena.NewLatencyModel(t.Latency, "", t.Config.Contestants, t.Load); err != nil {
			return err
		}
	}
	who, err := arena.Identify(t.Config, t.Load)
	if err != nil {
		return fmt.Errorf("gate %s: %w", g.dir, err)
	}
	r.ModelSHA256, r.Decoder, r.Champion = who[0].ModelSHA256, who[0].Decoder, who[1]
	r.FileHashes = policy.FileHashes(who[0].FileHashes)
	r.Run = filepath.Join(runsDir, r.Candidate+"-"+arena.NewManifest(t.Config, who).SHA256[:12])
	r.Replays = filepath.Join(r.Run, "replays")
	if err := g.root.NoLinks(r.Run); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	out, err := t.Run(ctx, filepath.Join(g.dir, r.Run))
	if err != nil {
		return err
	}
	return r.conclude(out.Results)
}
