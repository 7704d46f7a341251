package arena

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// fuzzedConfig is a run of two scripts.
func fuzzedConfig(tb testing.TB) (Config, Manifest) {
	tb.Helper()
	who, err := bot.ParseAll([]string{"script:pro", "script:rookie"})
	if err != nil {
		tb.Fatal(err)
	}
	cfg := Config{Contestants: who, Pairs: 2, Seed: 1, Rules: sim.DefaultRules()}
	return cfg, NewManifest(cfg, []duel.Participant{{Name: "pro", Spec: "script:pro"}, {Name: "rookie", Spec: "script:rookie"}})
}

// FuzzLegs reads matches.jsonl, summarizes its legs, and audits it without recordings.
func FuzzLegs(f *testing.F) {
	cfg, m := fuzzedConfig(f)
	numbers, err := cfg.numbers(nil)
	if err != nil {
		f.Fatal(err)
	}
	l := cfg.leg(cfg.Pairings()[0], Key{})
	l.Outcome, l.Reason, l.Ticks, l.Hash = Win, "ko", 600, "0123456789abcdef"
	line, err := json.Marshal(l)
	if err != nil {
		f.Fatal(err)
	}
	other := strings.Replace(string(line), `"leg":0`, `"leg":1`, 1)
	for _, seed := range []string{
		string(line) + "\n" + other + "\n", string(line) + "\n" + string(line) + "\n", string(line), string(line) + "\n{\"torn",
		strings.Replace(string(line), `"chosen":0`, `"chosen":-7200`, 1) + "\n",
		strings.Replace(string(line), `"outcome":"win"`, `"outcome":"void","void":{"contestant":"pro","kind":"load"}`, 1) + "\n",
		strings.Replace(string(line), `"pairing":0`, `"pairing":9223372036854775807`, 1) + "\n",
		strings.Replace(string(line), `"pair":0`, `"pair":-1`, 1) + "\n", "null\n", "[]\n", "{}\n\n\n", strings.Repeat("[", 20000) + "\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		folder := &Folder{cfg: cfg, numbers: numbers}
		at := map[Key]int{}
		if _, err := eachLine(bytes.NewReader(data), func(line []byte) error { return folder.addLeg(line, at) }); err == nil {
			res, err := Summarize(cfg, m.Contestants, folder.legs, nil)
			if err != nil {
				t.Fatalf("legs that are accepted have no results: %v", err)
			}
			for _, s := range res.Contestants {
				if s.Games < 0 || s.Games > 4 || s.Ledger.Chosen < 0 || s.SkillsPerMinute < 0 {
					t.Errorf("accepted legs give %+v", s)
				}
			}
		}
		a := &auditor{folder: Folder{cfg: cfg, numbers: numbers}, manifest: m, lines: map[Key]counted{}, voids: map[string]int{}, listed: map[string]bool{}}
		number := 0
		eachLine(bytes.NewReader(data), func(line []byte) error {
			number++
			a.line(number, line)
			return nil
		})
		if a.Agree > 0 {
			t.Errorf("%d lines agree with recordings that do not exist", a.Agree)
		}
	})
}

// FuzzManifest reads a run folder's manifest and results.
func FuzzManifest(f *testing.F) {
	cfg, m := fuzzedConfig(f)
	manifest, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	want, err := Summarize(cfg, m.Contestants, nil, nil)
	if err != nil {
		f.Fatal(err)
	}
	results, err := json.Marshal(want)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(manifest, results)
	for old, new := range map[string]string{
		`"pairs":2`: `"pairs":-7200`, `"pairs": 2`: `"pairs":1e18`, `"seed":1`: `"seed":-1`, `"match_ticks":3600`: `"match_ticks":2147483648`,
		`"contestants":[`: `"growth":[{"from_contestants":-1},{"from_contestants":99}],"contestants":[`, `"script:pro"`: `"script:\u001b[31m"`,
		`"delay_ticks":6`: `"delay_ticks":6,"gauntlet":["pro","pro","nobody"]`, `{`: `{"sprt":{"max_pairs":99999999},`,
	} {
		f.Add([]byte(strings.Replace(string(manifest), old, new, 1)), []byte(strings.Replace(string(results), `"games":0`, `"games":-7200`, 1)))
	}
	f.Add([]byte(`{"schema":"kumite.manifest/2"}`), []byte(strings.Repeat("[", 20000)))
	dir := f.TempDir()
	root, err := safefile.OpenRoot(dir)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, manifest, results []byte) {
		for name, data := range map[string][]byte{"manifest.json": manifest, "results.json": results} {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		resultsDiffer(results, want) // must not panic
		(&Folder{dir: dir, root: root}).results()
		there, err := readManifest(dir)
		if err != nil {
			return
		}
		m.grow(there, time.Unix(0, 0)) // must not panic
		c, err := there.Config()
		if err != nil {
			return
		}
		if n := c.pairs(); n < 1 || n > MaxPairs || c.Rules.Validate() != nil {
			t.Fatalf("accepted %d pairs and %+v", n, c.Rules)
		}
		if len(there.Growth) < 100 && len(there.Contestants) < 20 {
			c.numbers(there.Growth)
		}
	})
}

// FuzzLatency parses the specification of a latency model, and a file of latencies.
func FuzzLatency(f *testing.F) {
	for _, seed := range []string{"fixed:35ms", "fixed:-1s", "fixed:9999999h", "fixed:1e9s", "fixed:", ":", "\x00", "fixed:NaNms", "file", "1\n2\n", "ms\n35\n", "1e999\n", "-7200\n", "1;2\n", "\ufeff1\n"} {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "ms.csv")
	f.Fuzz(func(t *testing.T, text string) {
		if !strings.HasPrefix(text, "file:") && text != "measured" {
			NewLatencyModel(text, "", nil, nil) // must not panic
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		ms, err := readMillis(path)
		if err != nil {
			return
		}
		for _, v := range ms {
			if !(v >= 0 && v <= 1e9) {
				t.Fatalf("accepted %v ms", v)
			}
		}
	})
}
