package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// gateFlags are those of a tournament that is a gatekeeper.
type gateFlags struct {
	dir      string
	champion string
	sign     string
}

func (x *gateFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&x.dir, "gate", "", "test each model in `DIR`/candidates against the champion and move it to DIR/accepted or DIR/rejected, with a record of why")
	f.StringVar(&x.champion, "champion", "", "`model` of the gate (default: the one model in DIR/champion)")
	f.StringVar(&x.sign, "sign", "", "who signs the gate's records off")
	f.Lookup("gate").DefValue = ""
}

func (x *gateFlags) validate(f *pflag.FlagSet, args []string) error {
	if x.dir == "" {
		for _, name := range []string{"champion", "sign"} {
			if f.Changed(name) {
				return fmt.Errorf("--%s is of a gate; ask for one with --gate DIR", name)
			}
		}
		return nil
	}
	for _, name := range []string{"gauntlet", "challenge", "sweep", "out", "pairs", "budget", "retry-withdrawn"} {
		if f.Changed(name) {
			return fmt.Errorf("--%s has no place at a gate: each candidate meets the champion until the test decides, in a folder below DIR/runs", name)
		}
	}
	for _, name := range []string{"csv", "markdown", "width", "fail-on-collapse", "fail-on-void"} {
		if f.Changed(name) {
			return fmt.Errorf("--%s is not of a gate, which prints its decisions; --json has the records, --fail-on-reject an exit code", name)
		}
	}
	switch {
	case len(args) > 0:
		return fmt.Errorf("a gate takes its candidates from %s and no contestants; leave out %q", filepath.Join(x.dir, "candidates"), args[0])
	case strings.TrimSpace(x.sign) == "":
		return errors.New("a gate's records are signed off; say by whom with --sign NAME")
	}
	return nil
}

// gate is one run of the gatekeeper.
type gate struct {
	*tournamentFlags
	dir     string
	load    bot.Loader
	log     zerolog.Logger
	records []gateRecord
	left    []error // candidates that could not be judged, and lie where they lay
}

// leftError is why a candidate is left where it lies. The others are judged all
// the same.
type leftError struct{ error }

// gateSchema is the schema of a gate's JSON.
const gateSchema = "kumite.gate-run/1"

// runGate judges every candidate and prints what became of each.
func (x *tournamentFlags) runGate(cmd *cobra.Command, log zerolog.Logger) (err error) {
	g := &gate{tournamentFlags: x, dir: x.gate.dir, load: x.setup.Loader(), log: log, records: []gateRecord{}}
	if _, err := os.Stat(filepath.Join(g.dir, "candidates")); err != nil {
		return fmt.Errorf("gate %s: it has no folder of candidates (%w); make %s and put models there", g.dir, err, filepath.Join(g.dir, "candidates"))
	}
	lock, err := durable.Lock(filepath.Join(g.dir, ".lock"))
	if err != nil {
		return fmt.Errorf("gate %s: %w", g.dir, err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if err := finishMoves(g.dir); err != nil {
		return fmt.Errorf("gate %s: finish what an earlier run began: %w", g.dir, err)
	}
	providers, err := ort.Available()
	if err == nil {
		err = providers[x.setup.Provider]
	}
	if err != nil { // of this machine, and no candidate's fault
		return fmt.Errorf("gate %s: %w", g.dir, err)
	}
	if x.champion, err = g.findChampion(); err != nil {
		return err
	}
	candidates, err := modelsIn(filepath.Join(g.dir, "candidates"))
	if err != nil {
		return fmt.Errorf("gate %s: %w", g.dir, err)
	}
	for _, path := range candidates {
		r, err := g.judge(cmd, path)
		if err == nil {
			err = place(g.dir, &r)
		}
		var left leftError
		if errors.As(err, &left) {
			g.left = append(g.left, fmt.Errorf("gate: candidate %s is left there: %w", path, left))
			continue
		}
		if err != nil {
			return err
		}
		g.records = append(g.records, r)
		log.Info().Str("candidate", r.Candidate).Str("decision", string(r.Decision)).Msg(r.Why)
	}
	if x.form.JSON {
		err = durable.EncodeJSON(cmd.OutOrStdout(), struct {
			Schema  string       `json:"schema"`
			Records []gateRecord `json:"records"`
		}{gateSchema, g.records})
	} else {
		err = g.print(cmd.OutOrStdout())
	}
	if err = errors.Join(append(g.left, err)...); err != nil {
		return err
	}
	for _, r := range g.records {
		if r.Decision != accepted && x.reject {
			return cli.Bad(fmt.Sprintf("%s is %s: %s", r.Candidate, r.Decision, r.Why))
		}
	}
	return nil
}

// findChampion is the champion's contestant string; one that does not load is
// an error of the gate and no win for a candidate.
func (g *gate) findChampion() (string, error) {
	spec := g.gate.champion
	if spec == "" {
		found, err := modelsIn(filepath.Join(g.dir, "champion"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("gate %s: %w", g.dir, err)
		}
		if len(found) != 1 {
			return "", fmt.Errorf("gate %s: %d models in %s; put the one champion there, or name it with --champion", g.dir, len(found), filepath.Join(g.dir, "champion"))
		}
		spec = found[0]
	}
	c, err := bot.Parse(spec)
	if err != nil {
		return "", err
	}
	p, err := bot.New(c, g.cfg.DelayTicks, g.load)
	if err != nil {
		return "", fmt.Errorf("gate %s: champion: %w", g.dir, err)
	}
	return spec, p.Close()
}

// modelsIn lists the entries of a folder that are named as models are.
func modelsIn(dir string) ([]string, error) {
	all, err := os.ReadDir(dir)
	var paths []string
	for _, entry := range all {
		if strings.HasSuffix(entry.Name(), ".onnx") {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths, err
}

// judge tests one candidate to its end. What is wrong with its file rejects it;
// what is wrong with its entry is a leftError.
func (g *gate) judge(cmd *cobra.Command, path string) (gateRecord, error) {
	r := gateRecord{
		Schema: recordSchema, Candidate: strings.TrimSuffix(filepath.Base(path), ".onnx"), Files: filesOf(path),
		SignedBy: g.gate.sign, Time: time.Now().UTC().Format(time.RFC3339), Command: commandLine(), Version: cli.Version(), RulesVersion: sim.RulesVersion,
	}
	switch info, err := os.Stat(path); {
	case err != nil:
		return r, leftError{err}
	case info.IsDir():
		return r, leftError{errors.New("it is a folder; put the model's file there")}
	case strings.Contains(path, "?"):
		return r, leftError{errors.New("a contestant's file has no ? in its name; rename it")}
	case path == strings.SplitN(g.champion, "?", 2)[0]:
		return r, leftError{errors.New("it is the champion")}
	}
	if err := g.parse(cmd.Flags(), []string{path}); err != nil {
		return r, leftError{err}
	}
	r.Seed, r.Test = g.cfg.Seed, *g.cfg.Test
	if err := g.loads(g.cfg.Contestants[0]); errors.Is(err, child.ErrNotStarted) {
		return r, fmt.Errorf("gate %s: %w", g.dir, err)
	} else if err != nil {
		r.Decision, r.Why = rejected, err.Error()
		r.ModelSHA256, err = fileHash(path)
		return r, err
	}
	t, err := g.tournament(g.load, g.log)
	if err != nil {
		return r, err
	}
	who, err := arena.Identify(t.cfg, t.load)
	if err != nil {
		return r, fmt.Errorf("gate %s: %w", g.dir, err)
	}
	r.ModelSHA256, r.Decoder, r.Champion = who[0].ModelSHA256, who[0].Decoder, who[1]
	r.Run = filepath.Join("runs", r.Candidate+"-"+arena.NewManifest(t.cfg, who).SHA256[:12])
	r.Replays = filepath.Join(r.Run, "replays")
	results, err := t.run(cmd, filepath.Join(g.dir, r.Run))
	if err != nil {
		return r, err
	}
	return r, r.conclude(results)
}

// loads says whether a candidate does, at the second try if need be, as in a
// match.
func (g *gate) loads(c bot.Contestant) (err error) {
	for range 2 {
		var p *bot.Bot
		if p, err = bot.New(c, g.cfg.DelayTicks, g.load); err == nil {
			return p.Close()
		}
	}
	return err
}

// print shows a person what became of the candidates.
func (g *gate) print(out io.Writer) error {
	if len(g.records) == 0 {
		_, err := fmt.Fprintf(out, "no candidates in %s\n", filepath.Join(g.dir, "candidates"))
		return err
	}
	t := newTable("candidate", "decision", "pairs", "W-L-D", "pair score [95 %]", "Elo [95 %]", "LLR")
	for _, r := range g.records {
		row := table.Row{r.Candidate, string(r.Decision), r.Pentanomial.Pairs(), fmt.Sprintf("%d-%d-%d", r.Wins, r.Losses, r.Draws), "", "", ""}
		if r.Pentanomial.Pairs() > 0 {
			row[4], row[5] = starred(r.Score, r.ScoreCI95, r.ScoreMethod), elo(r.Elo, r.EloCI95, r.EloBiased)
			row[6] = fmt.Sprintf("%.2f", r.SPRT.LLR)
		}
		t.AppendRow(row)
	}
	fmt.Fprintln(out, t.Render())
	if slices.ContainsFunc(g.records, func(r gateRecord) bool { return r.ScoreMethod == rating.MethodWilson }) {
		fmt.Fprintln(out, wilsonNote)
	}
	for _, r := range g.records {
		fmt.Fprintf(out, "%s: %s; it lies in %s\n", r.Candidate, r.Why, filepath.Join(g.dir, r.Place))
	}
	test := g.records[0].Test
	_, err := fmt.Fprintf(out, "test of Elo %g against %g at error rates %g and %g, at most %d pairs, seed %d; Elo after a stopped test is biased; signed off by %s\n",
		test.Elo0, test.Elo1, test.Alpha, test.Beta, test.MaxPairs, g.records[0].Seed, g.gate.sign)
	return err
}

// conclude takes the decision from a finished run.
func (r *gateRecord) conclude(results arena.Results) error {
	candidate, champion, p := results.Contestants[0], results.Contestants[1], results.Pairings[0]
	if champion.Withdrawn != nil {
		return fmt.Errorf("gate: the champion cannot play: %s; mend it, or name another with --champion", champion.Withdrawn)
	}
	r.Pentanomial, r.Wins, r.Losses, r.Draws, r.Voids = p.Pentanomial, p.Wins, p.Losses, p.Draws, p.Voids
	r.WinRate, r.WinRateCI95 = candidate.WinRate, candidate.WinRateCI95
	r.Score, r.ScoreCI95, r.ScoreMethod, r.Elo, r.EloCI95, r.EloBiased, r.SPRT = p.Score, p.ScoreCI95, p.ScoreMethod, p.Elo, p.EloCI95, p.EloBiased, p.SPRT
	r.Withdrawn, r.Retried, r.FirstRetry = candidate.Withdrawn, candidate.Retried, candidate.FirstRetry
	bounds := fmt.Sprintf("LLR %.2f, bounds %.2f and %.2f, after %d pairs", p.SPRT.LLR, p.SPRT.Lower, p.SPRT.Upper, p.Pentanomial.Pairs())
	switch {
	case r.Withdrawn != nil:
		r.Decision, r.Why = rejected, "it was withdrawn: "+r.Withdrawn.String()
	case p.SPRT.Verdict == rating.AcceptH1:
		r.Decision, r.Why = accepted, fmt.Sprintf("%g Elo above the champion rather than %g: %s", r.Test.Elo1, r.Test.Elo0, bounds)
	case p.SPRT.Verdict == rating.AcceptH0:
		r.Decision, r.Why = rejected, fmt.Sprintf("%g Elo above the champion rather than %g: %s", r.Test.Elo0, r.Test.Elo1, bounds)
	default:
		r.Decision, r.Why = inconclusive, "the test has not decided: "+bounds
	}
	return nil
}
