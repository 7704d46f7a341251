package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/cmd/internal/watch"
)

// unlimited are numeric flags for which "-1" is valid.
var unlimited = map[string]bool{"offset": true, "elo0": true, "elo1": true, "trained-split": true}

// Every numeric flag of both programs refuses what it cannot hold in one line that names
// the flag and the bound, without the words of a Go package.
func TestEveryNumericFlagRefusesWhatIsOutOfItsBound(t *testing.T) {
	commands := append(leaves(rootCommand()), watch.Command(nil))
	tested := 0
	for _, cmd := range commands {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			switch f.Value.Type() {
			case "int", "int32", "int64", "uint64", "float64", "duration", "int32Slice":
			default:
				return
			}
			tested++
			for _, text := range []string{"-1", "NaN", "Inf", "1e300", "99999999999999999999", "x", ""} {
				if text == "-1" && unlimited[f.Name] {
					continue
				}
				err := f.Value.Set(text)
				if f.Value.Type() == "uint64" { // no wrapper: the root command words it
					if err == nil {
						t.Errorf("%s --%s %q is accepted", cmd.CommandPath(), f.Name, text)
					}
					continue
				}
				if err == nil || !strings.Contains(err.Error(), "want ") || strings.Contains(err.Error(), "strconv") || strings.Contains(err.Error(), "\n") {
					t.Errorf("%s --%s %q: got %v; want one line with the bound", cmd.CommandPath(), f.Name, text, err)
				}
			}
		})
	}
	if tested < 40 {
		t.Errorf("%d numeric flags found, want at least 40", tested)
	}
}

// leaves returns the commands that run something.
func leaves(cmd *cobra.Command) (all []*cobra.Command) {
	if !cmd.HasSubCommands() {
		return []*cobra.Command{cmd}
	}
	for _, child := range cmd.Commands() {
		all = append(all, leaves(child)...)
	}
	return all
}

func TestAFlagThatIsOutOfItsBoundIsNamedWithItsValue(t *testing.T) {
	for want, args := range map[string][]string{
		`--elo1 "5000" is out of range; want -2000 to 2000`:                                {"stats", "pentanomial", "1", "2", "3", "4", "5", "--elo1", "5000"},
		`--elo1 "1e300" is out of range; want -2000 to 2000`:                               {"stats", "pentanomial", "1", "2", "3", "4", "5", "--elo1", "1e300"},
		`--sprt "0,5000": "5000" is out of range; want -2000 to 2000`:                      {"tournament", "--sprt", "0,5000", "script:pro", "script:pro"},
		`--seed "-1" is out of range; want 0 to 18446744073709551615`:                      {"tournament", "--seed=-1", "script:pro", "script:pro"},
		`--seed "x" is not a whole number; want 0 to 18446744073709551615`:                 {"record", "--out", "x", "--seed", "x"},
		`--budget "10" has no unit; want a duration such as`:                               {"tournament", "--budget", "10", "script:pro", "script:pro"},
		`--budget "-3s" is out of range; want a duration of 0 or more`:                     {"tournament", "--budget=-3s", "script:pro", "script:pro"},
		`--wrong-press-cost: "-5" is out of range; want 0 to 1000000`:                      {"study", "--logs", "x", "--out", "x", "--wrong-press-cost=-5"},
		`--wrong-press-cost "0,x": "x" is not a whole number; want 0 to 1000000`:           {"study", "--logs", "x", "--out", "x", "--wrong-press-cost=0,x"},
		`--json "maybe" is neither true nor false`:                                         {"decoders", "--json=maybe"},
		`--memory-limit: "-1MiB" is out of range`:                                          {"tournament", "--memory-limit=-1MiB", "script:pro", "script:pro"},
		`--size "0x5": "0" is out of range; want 1 to 4096`:                                {"tensors", "--logs", "x", "--out", "x", "--size", "0x5"},
		`--pairs "2": it is given more than once`:                                          {"tournament", "--pairs", "1", "--pairs", "2"},
		"--pairs needs a value":                                                            {"tournament", "--pairs"},
		"unknown flag: --worker; did you mean --workers?":                                  {"eval", "--worker", "3"},
		"unknown flag: --qqqqqq; `kumite eval --help` lists the flags":                     {"eval", "--qqqqqq"},
		"unknown flag: -z; `kumite eval --help` lists the flags":                           {"eval", "-z"},
		`setting gamma=1e300 is out of range; want -50 to 50`:                              {"tournament", "--isolate", "off", model + "?decode=gate&gamma=1e300", "script:pro"},
		fmt.Sprintf(`delay=%d is out of range; want 0 to 120`, 1<<62):                      {"tournament", fmt.Sprintf("%s?delay=%d", model, 1<<62), "script:pro"},
		`"1e300" is out of range; want -1000000000 to 1000000000; want SETTING=START..END`: {"tournament", "--sweep", "tau=0..1e300", model, "script:pro"},
	} {
		t.Run(want, func(t *testing.T) { refuses(t, args, want) })
	}
}
