package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
)

// study is one run of the command.
type study struct {
	logs      string
	unitsFile string
	gauntlet  []string
	pairs     int
	seed      uint64
	delay     int32
	costs     []int32
	resamples int
	workers   int
	out       string
	asJSON    bool
	markdown  bool
	setup     bot.Setup
	log       zerolog.Logger

	units     []bot.Contestant
	opponents []bot.Contestant
}

func studyCommand(logger func(*cobra.Command) zerolog.Logger) *cobra.Command {
	x := study{}
	cmd := &cobra.Command{
		Use:   "study --logs DIR --out DIR [flags] CONTESTANT...",
		Short: "Which offline metric would have picked the online winner?",
		Long: `Study measures each contestant twice: offline on held-out logs, with every
metric of kumite eval, and online in paired matches against the same opponents
on the same seeds. Then it ranks the metrics by how well they foretell the
online score, and says first which one to choose models by, and what choosing
by frame accuracy would have cost.

One unit is one model with one decoder; name at least 5, better 20. Logs that a
model was trained on make its metrics lie. With several --wrong-press-cost the
matches are played at each, because what a metric is worth depends on what a
wrong press costs.

The folder keeps everything: evaluations by the hash of logs, model and decoder,
matches with their replays, study.json, study.md and a plot for each metric.
Given again, the command does only what is missing; units may be added.`,
		Example: `  kumite record --out held-out --matches 100 --seed 4242
  kumite study --logs held-out --out run --pairs 100 models/pro-ce.onnx 'models/pro-ce.onnx?decode=argmax' …
  kumite study --logs held-out --out run --units units.txt --wrong-press-cost 0,100,200 --markdown > study.md`,
		RunE: func(cmd *cobra.Command, args []string) error {
			x.log = logger(cmd)
			if err := x.parse(args); err != nil {
				return err
			}
			return x.run(cmd)
		},
	}
	f := cmd.Flags()
	f.StringVar(&x.logs, "logs", "", "the log `folder` to evaluate on, which no model was trained on")
	f.StringVar(&x.unitsFile, "units", "", "read more contestants from this `file`, one on a line; a line that begins with # is a comment")
	f.StringSliceVar(&x.gauntlet, "gauntlet", []string{"script:pro"}, "the `opponents` whom every unit meets")
	f.IntVar(&x.pairs, "pairs", 100, "pairs of matches of each unit against each opponent")
	f.Uint64Var(&x.seed, "seed", 1, "of the matches, the bootstrap and the permutations")
	f.Int32Var(&x.delay, "delay", agent.DefaultDelayTicks, "ticks (60 a second) from a model's frame to its press")
	f.Int32SliceVar(&x.costs, "wrong-press-cost", []int32{0}, "play at each of these `costs`; "+wrongPressHelp)
	f.IntVar(&x.resamples, "resamples", 1000, "bootstrap samples for the offline intervals")
	f.IntVar(&x.workers, "workers", runtime.NumCPU(), "matches or recordings at once; does not change the results")
	f.StringVar(&x.out, "out", "", "the `folder` to keep the study in, or to go on with")
	f.BoolVar(&x.asJSON, "json", false, "print study.json to stdout")
	f.BoolVar(&x.markdown, "markdown", false, "print study.md to stdout")
	cli.SetupFlags(f, &x.setup)
	must(cmd.MarkFlagRequired("logs"))
	must(cmd.MarkFlagRequired("out"))
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

// parse reads contestants and refuses flags that cannot be played.
func (x *study) parse(args []string) error {
	if x.unitsFile != "" {
		more, err := readUnits(x.unitsFile)
		if err != nil {
			return err
		}
		args = append(slices.Clone(args), more...)
	}
	var err error
	if x.units, err = bot.ParseAll(args); err != nil {
		return err
	}
	if x.opponents, err = bot.ParseAll(x.gauntlet); err != nil {
		return fmt.Errorf("--gauntlet: %w", err)
	}
	switch {
	case len(x.units) < 2:
		return fmt.Errorf("study: %d units are named; one unit is one model with one decoder: name at least %d", len(x.units), offline.MinUnits)
	case len(x.opponents) == 0:
		return errors.New("--gauntlet names nobody; give an opponent, e.g. script:pro")
	case len(x.costs) == 0:
		return errors.New("--wrong-press-cost names no cost; give 0 for the game as it is")
	case x.workers < 1:
		return fmt.Errorf("--workers is %d; want at least 1", x.workers)
	case x.resamples < 0:
		return fmt.Errorf("--resamples is %d; want 0 or more", x.resamples)
	case x.pairs < 2:
		return fmt.Errorf("--pairs is %d; want at least 2, so that halves of them can be compared", x.pairs)
	}
	for _, u := range x.units {
		if u.Path == "" {
			return fmt.Errorf("contestant %q: a study compares models; a script sees the world, not logs. Name it with --gauntlet to play against it", u.Spec)
		}
	}
	for i, o := range x.opponents {
		if slices.ContainsFunc(x.opponents[:i], func(p bot.Contestant) bool {
			return p.Script == o.Script && p.Path == o.Path && p.Query == o.Query && p.Delay == o.Delay
		}) {
			return fmt.Errorf("--gauntlet names %s twice; the same matches would count twice", o.Spec)
		}
	}
	if err := x.checkFolders(); err != nil {
		return err
	}
	for i, cost := range x.costs {
		if slices.Contains(x.costs[:i], cost) {
			return fmt.Errorf("--wrong-press-cost names %d twice", cost)
		}
		if err := x.match(x.units[0], x.opponents[0], cost).Validate(); err != nil {
			return err
		}
	}
	return nil
}

// checkFolders refuses names that differ in nothing but what a folder's name
// cannot hold.
func (x *study) checkFolders() error {
	for _, group := range [][]bot.Contestant{x.units, x.opponents} {
		taken := map[string]string{}
		for _, c := range group {
			name := folderName(c.Name)
			if other, ok := taken[name]; ok {
				return fmt.Errorf("contestants %s and %s would share the folder %s; give one another name with name=…", other, c.Name, name)
			}
			taken[name] = c.Name
		}
	}
	return nil
}

// match is what a unit and an opponent play.
func (x *study) match(unit, opponent bot.Contestant, cost int32) arena.Config {
	if unit.Name == opponent.Name {
		opponent.Name += " (opponent)"
	}
	rules := sim.DefaultRules()
	rules.WrongPressCost = cost
	return arena.Config{
		Contestants: []bot.Contestant{unit, opponent}, Pairs: x.pairs, Seed: x.seed, DelayTicks: x.delay, Rules: rules,
	}
}

// readUnits reads contestants from a file, one on a line.
func readUnits(path string) ([]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", err)
	}
	defer file.Close()
	var specs []string
	in := bufio.NewScanner(file)
	for number := 1; in.Scan(); number++ {
		line := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff")) // a byte-order mark
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if _, err := bot.Parse(line); err != nil {
			return nil, fmt.Errorf("read units %s: line %d: %w", path, number, err)
		}
		specs = append(specs, line)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("read units %s: %w", path, err)
	}
	if len(specs) == 0 {
		return nil, fmt.Errorf("read units %s: it names no contestant; write one on a line", path)
	}
	return specs, nil
}

// folderName is a contestant's name as a folder's.
func folderName(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._#", r) {
			return r
		}
		return '_'
	}, name)
}

// run does what is missing, and writes and prints what came of it.
func (x *study) run(cmd *cobra.Command) (err error) {
	if err := os.MkdirAll(x.out, 0o755); err != nil {
		return fmt.Errorf("study: %w", err)
	}
	lock, err := durable.Lock(filepath.Join(x.out, ".lock"))
	if err != nil {
		return fmt.Errorf("study %s: %w", x.out, err)
	}
	defer lock.Close()
	doc, results, err := x.measure(cmd)
	if err != nil {
		return err
	}
	if n := len(x.units); n < offline.FewUnits {
		x.log.Warn().Int("units", n).Msgf("few units: below %d no metric is judged, below %d a single unit can turn the verdict", offline.MinUnits, offline.FewUnits)
	}
	for _, cost := range x.costs {
		level, err := x.play(cmd, cost, results)
		if err != nil {
			return err
		}
		doc.Levels = append(doc.Levels, level)
	}
	doc.conclude()
	if err := x.keep(doc); err != nil {
		return err
	}
	switch {
	case x.asJSON:
		return durable.EncodeJSON(cmd.OutOrStdout(), doc)
	case x.markdown:
		doc.print(cmd.OutOrStdout(), markdownTables)
	default:
		doc.print(cmd.OutOrStdout(), plainTables)
	}
	return nil
}
