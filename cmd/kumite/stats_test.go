package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// statsOutput runs `kumite stats ARGS…` and returns what it printed.
func statsOutput(args ...string) (string, error) {
	cmd := statsCommand()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true // as the root command does
	var out bytes.Buffer
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(append([]string{}, args...)) // nil would be those of the test
	err := cmd.Execute()
	return out.String(), err
}

func matrixFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "wins.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestStatsPrintsEveryFigureWithItsInterval(t *testing.T) {
	two := matrixFile(t, `[[0,60],[40,0]]`)
	cycle := matrixFile(t, `{"wins":[[0,80,20],[20,0,80],[80,20,0]],"names":["rock","paper","scissors"]}`)
	sweep := matrixFile(t, `[[0,10],[0,0]]`)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"pentanomial": {[]string{"pentanomial", "34", "54", "63", "64", "75"}, `pairs  290  (LL 34, LD 54, DD or WL 63, WD 64, WW 75)
score  168/290 = 57.9 % [54.1, 61.8]
elo    +55.6 [+28.3, +83.6]
los    99.997 %
sprt   H1: LLR 7.732, bounds -2.944 and 2.944, elo0 0, elo1 50, alpha 0.05, beta 0.05
`},
		"hypotheses": {[]string{"pentanomial", "1", "2", "6", "4", "7", "--elo0", "-20", "--elo1=20", "--alpha", "0.01", "--beta", "0.1"}, `pairs  20  (LL 1, LD 2, DD or WL 6, WD 4, WW 7)
score  13.5/20 = 67.5 % [54.5, 80.5]
elo    +127.0 [+31.3, +246.4]
los    99.581 %
sprt   inconclusive: LLR 1.707, bounds -2.293 and 4.500, elo0 -20, elo1 20, alpha 0.01, beta 0.1
`},
		"a sweep": {[]string{"pentanomial", "0", "0", "0", "0", "20"}, `pairs  20  (LL 0, LD 0, DD or WL 0, WD 0, WW 20)
score  20/20 = 100.0 % [83.9, 100.0]  (Wilson's interval: every pair scored the same)
elo    +Inf [+286.6, +Inf]
los    above 99.999 %
sprt   inconclusive: LLR 2.672, bounds -2.944 and 2.944, elo0 0, elo1 50, alpha 0.05, beta 0.05
`},
		"a rout":        {[]string{"pentanomial", "200", "1", "0", "0", "0"}, "los    below 0.001 %\n"},
		"few pairs":     {[]string{"pentanomial", "1", "0", "1", "0", "1"}, "(Wilson's interval: fewer than 10 pairs)"},
		"wilson":        {[]string{"wilson", "295", "480"}, "295/480 = 61.5 % [57.0, 65.7]\n"},
		"bradley-terry": {[]string{"bradley-terry", two}, "1    +35.2 [+0.5, +70.0]\n2    -35.2 [-70.0, -0.5]\nfit  not tested: no spare pairing\n"},
		"a cycle":       {[]string{"bradley-terry", cycle}, "the pool is not transitive"},
		"its names":     {[]string{"bradley-terry", cycle}, "scissors  "},
		"a clean sweep": {[]string{"bradley-terry", sweep}, "note  one virtual draw per pairing was added"},
	} {
		got, err := statsOutput(c.args...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if whole := strings.HasPrefix(c.want, "pairs"); whole && got != c.want || !strings.Contains(got, c.want) {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}

func TestStatsJSONIsOneDocumentWithTheAgreedKeys(t *testing.T) {
	matrix := matrixFile(t, `{"wins":[[0,14,18],[6,0,13],[2,7,0]]}`)
	for want, args := range map[string][]string{
		`{"score":0.579310345,"score_ci95":[0.540603059,0.618017631],"variance":0.113106421,"elo":55.57978042,
		  "elo_ci95":[28.276159757,83.58301877],"los":0.999970393,
		  "sprt":{"lower":-2.944438979,"upper":2.944438979,"verdict":"H1"}}`: {"pentanomial", "34", "54", "63", "64", "75", "--json"},
		`{"sprt":{"llr":1.779359936,"verdict":"inconclusive"}}`: {"--json", "pentanomial", "1", "2", "6", "4", "7"},
		`{"sprt":{"llr":-3.07653578,"verdict":"H0"}}`:           {"pentanomial", "--json", "0", "0", "20", "0", "0"},
		`{"elo":"Inf","elo_ci95":[286.61352544948346,"Inf"]}`:   {"pentanomial", "0", "0", "0", "0", "20", "--json"},
		`{"rate":0.6,"ci95":[0.502002587,0.690598714]}`:         {"wilson", "60", "100", "--json"},
		`{"elo":[165.993573961,-14.185330616,-151.808243345],"virtual_draws":false}`: {
			"bradley-terry", matrix, "--json"},
	} {
		got, err := statsOutput(args...)
		if err != nil {
			t.Errorf("%v: %v", args, err)
			continue
		}
		var g, w map[string]any
		if err := json.Unmarshal([]byte(got), &g); err != nil {
			t.Errorf("%v printed no single JSON document: %v\n%s", args, err, got)
			continue
		}
		if err := json.Unmarshal([]byte(want), &w); err != nil {
			t.Fatal(err)
		}
		for key, value := range w {
			if !sameJSON(g[key], value) {
				t.Errorf("%v: %s is %v, want %v", args, key, g[key], value)
			}
		}
	}
}

// sameJSON compares decoded JSON, numbers to within 1e-5 of 1 or of their size.
func sameJSON(got, want any) bool {
	switch w := want.(type) {
	case float64:
		g, ok := got.(float64)
		return ok && math.Abs(g-w) <= 1e-5*math.Max(1, math.Abs(w))
	case []any:
		g, ok := got.([]any)
		if !ok || len(g) != len(w) {
			return false
		}
		for i := range w {
			if !sameJSON(g[i], w[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		g, ok := got.(map[string]any)
		for key, v := range w {
			ok = ok && sameJSON(g[key], v)
		}
		return ok
	}
	return got == want
}

func TestStatsReportsErrorsInOneLineWithAFix(t *testing.T) {
	for want, args := range map[string][]string{
		"DDWL is -3; counts start at 0":                     {"pentanomial", "--", "1", "2", "-3", "4", "5"},
		"count -3 is negative; counts start at 0":           {"pentanomial", "1", "2", "-3", "4", "5"},
		`WD is "four"; give a whole number`:                 {"pentanomial", "1", "2", "3", "four", "5"},
		"WW is 5.5; give a whole number":                    {"pentanomial", "1", "2", "3", "4", "5.5"},
		"WW is 2000000000; counts go up to":                 {"pentanomial", "1", "2", "3", "4", "2000000000"},
		"WW is 99999999999999999999; give a whole number":   {"pentanomial", "1", "2", "3", "4", "99999999999999999999"},
		"all counts are zero; give at least one":            {"pentanomial", "0", "0", "0", "0", "0"},
		"3 counts; want five: LL LD DDWL WD WW":             {"pentanomial", "1", "2", "3"},
		"0 counts; want five":                               {"pentanomial"},
		"elo0 must be the lower one":                        {"pentanomial", "1", "2", "3", "4", "5", "--elo0", "50", "--elo1", "0"},
		`--alpha "0.7" is out of range; want above 0 and b`: {"pentanomial", "1", "2", "3", "4", "5", "--alpha", "0.7"},
		"unknown flag: --elo2; did you mean --elo0?":        {"pentanomial", "1", "2", "3", "4", "5", "--elo2", "0"},
		"no games; give at least one":                       {"wilson", "0", "0"},
		"5 wins in 3 games; give at least as many games as": {"wilson", "5", "3"},
		"1 counts; want two":                                {"wilson", "5"},
		"count -1 is negative":                              {"wilson", "-1", "5"},
		"0 files; want one":                                 {"bradley-terry"},
		"no such file or directory; want a JSON file":       {"bradley-terry", "missing.json"},
		"row 2 has 1 columns; a matrix of 2 contestants":    {"bradley-terry", matrixFile(t, `[[0,1],[1]]`)},
		"the JSON ends too early; copy the whole file, or":  {"bradley-terry", matrixFile(t, `[[0,1]`)},
		"the value is a text; want a number; want a matr":   {"bradley-terry", matrixFile(t, `[[0,"a"],[1,0]]`)},
		`"wins" is missing; want a matrix`:                  {"bradley-terry", matrixFile(t, `{"names":[]}`)},
		"the number of names is 1 and that of rows 2; give": {"bradley-terry", matrixFile(t, `{"wins":[[0,1],[1,0]],"names":["a"]}`)},
		"contestants 1 and 3 never met":                     {"bradley-terry", matrixFile(t, `[[0,1,0],[1,0,0],[0,0,0]]`)},
		"row 1, column 2 is -1; wins are finite":            {"bradley-terry", matrixFile(t, `[[0,-1],[1,0]]`)},
		`unknown command "elo"; `:                           {"elo"},
	} {
		out, err := statsOutput(args...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want an error with %q", args, err, want)
			continue
		}
		if strings.Contains(err.Error(), "\n") || out != "" {
			t.Errorf("%v: want one line and nothing printed, got %q and %q", args, err, out)
		}
	}
}

func TestStatsAloneListsItsCommands(t *testing.T) {
	out, err := statsOutput()
	if err != nil || !strings.Contains(out, "bradley-terry") {
		t.Errorf("got %v and\n%s", err, out)
	}
}
