package main

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"github.com/rs/zerolog"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
)

// sweepFlags are those of a tournament that takes one contestant over a range.
type sweepFlags struct {
	asked string // "delay=0..30", "" for no sweep
	plot  string // a file
	bar   float64
}

func (x *sweepFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&x.asked, "sweep", "", "take the first contestant over `SETTING=START..END[/STEP]` against the others, e.g. delay=0..30 or tau=0..1.2/0.1")
	f.Var(cli.OutputFile(&x.plot), "plot", "draw a sweep's win rates to this SVG `file`")
	f.Float64Var(&x.bar, "bar", 0.5, "the win rate that a sweep's knee still reaches")
}

func (x *sweepFlags) validate(f *pflag.FlagSet) error {
	if x.asked == "" {
		for _, name := range []string{"plot", "bar"} {
			if f.Changed(name) {
				return fmt.Errorf("--%s is of a sweep; ask for one with --sweep, e.g. --sweep delay=0..30", name)
			}
		}
		return nil
	}
	for _, name := range []string{"gauntlet", "challenge", "sprt"} {
		if f.Changed(name) {
			return fmt.Errorf("--%s has no place in a sweep: the first contestant meets all others", name)
		}
	}
	if f.Changed("width") {
		return errors.New("--width is of a tournament's tables; a sweep has one, which is not split")
	}
	if !(x.bar > 0 && x.bar < 1) {
		return fmt.Errorf("--bar is %v; want a win rate above 0 and below 1", x.bar)
	}
	return nil
}

// sweep is a setting of a contestant and the values that it takes.
type sweep struct {
	setting string
	values  []float64
	words   []string // the values as a contestant string has them
}

// maxSweep bounds the values of a sweep.
const maxSweep = 500

// parseSweep reads SETTING=START..END[/STEP]. Without a step it is 1 between
// whole numbers and a tenth of the range elsewhere.
func parseSweep(text string) (sweep, error) {
	fail := func(says string) (sweep, error) {
		return sweep{}, fmt.Errorf("--sweep %s: %s; want SETTING=START..END[/STEP], e.g. delay=0..30 or tau=0..1.2/0.1", text, says)
	}
	setting, values, ok := strings.Cut(text, "=")
	if !ok || setting == "" {
		return fail("it names no setting")
	}
	if setting == "name" || setting == "decode" || setting == "mask" {
		return fail(setting + " has no range of numbers")
	}
	span, step, stepped := strings.Cut(values, "/")
	from, to, ok := strings.Cut(span, "..")
	if !ok {
		return fail("it names no range")
	}
	var numbers [3]float64
	digits := 0
	for i, word := range []string{from, to, step} {
		if i == 2 && !stepped {
			continue
		}
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || math.IsNaN(v) || math.Abs(v) > 1e9 || strings.ContainsAny(word, "eExX") {
			return fail(fmt.Sprintf("%q is no number", word))
		}
		_, fraction, _ := strings.Cut(word, ".")
		numbers[i], digits = v, max(digits, len(fraction))
	}
	start, end, by := numbers[0], numbers[1], numbers[2]
	if !stepped {
		if by = 1; digits > 0 {
			by = (end - start) / 10
			digits++
		}
	}
	switch {
	case !(start < end):
		return fail("it starts at its end or beyond")
	case !(by > 0):
		return fail("its step is not above 0")
	case (end-start)/by > maxSweep:
		return fail(fmt.Sprintf("it has more than %d values", maxSweep))
	case setting == "delay" && (digits > 0 || start < 0 || end > agent.MaxDelayTicks):
		return fail(fmt.Sprintf("a delay is a whole number of ticks from 0 to %d", agent.MaxDelayTicks))
	}
	s := sweep{setting: setting}
	for i := 0; ; i++ {
		v := start + float64(i)*by
		if v > end+by*1e-9 {
			return s, nil
		}
		word := strconv.FormatFloat(v, 'f', digits, 64)
		s.words = append(s.words, word)
		v, _ = strconv.ParseFloat(word, 64) // as it is told and played
		s.values = append(s.values, v)
	}
}

// variants are the contestant with each value of the setting, named after it.
func (s sweep) variants(spec string) ([]string, error) {
	file, query, _ := strings.Cut(spec, "?")
	if !strings.HasSuffix(file, ".onnx") {
		return nil, fmt.Errorf("--sweep takes the first contestant over a range, and %q is no model; name PATH.onnx first", spec)
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("contestant %q: %w", spec, err)
	}
	var all []string
	for _, word := range s.words {
		q.Set(s.setting, word)
		q.Set("name", s.setting+"="+word)
		all = append(all, file+"?"+q.Encode())
	}
	return all, nil
}

// runSweep plays a sweep and prints what it came to.
func (x *tournamentFlags) runSweep(cmd *cobra.Command, args []string, log zerolog.Logger) error {
	s, err := parseSweep(x.sweep.asked)
	if err != nil {
		return err
	}
	if len(args) < 2 {
		return errors.New("--sweep wants the model that it is about and at least one opponent")
	}
	if s.setting == "delay" && (x.latency != "" || cmd.Flags().Changed("delay")) {
		return errors.New("--sweep delay=… sets the delay itself; leave out --latency and --delay")
	}
	variants, err := s.variants(args[0])
	if err != nil {
		return err
	}
	if err := x.parse(cmd.Flags(), append(variants, args[1:]...)); err != nil {
		return err
	}
	for _, c := range x.cfg.Contestants[len(variants):] {
		x.cfg.Gauntlet = append(x.cfg.Gauntlet, c.Name)
	}
	if err := x.cfg.Validate(); err != nil {
		return err
	}
	t, err := x.tournament(x.setup.Loader(), log)
	if err != nil {
		return err
	}
	results, err := t.run(cmd, x.out)
	if err != nil {
		return err
	}
	r := newSweepResults(s, args[0], x.sweep.bar, results)
	out := cmd.OutOrStdout()
	switch {
	case x.form.JSON:
		err = durable.EncodeJSON(out, r)
	case x.form.CSV != "":
		err = r.printCSV(out)
	default:
		err = r.print(out, x.form.Markdown)
	}
	if x.sweep.plot != "" {
		err = errors.Join(err, r.draw(x.sweep.plot))
	}
	if results.Ended == arena.EndedByClock && x.out != "" {
		fmt.Fprintln(cmd.ErrOrStderr(), goOn())
	}
	if err != nil {
		return err
	}
	return x.verdict(results)
}
