package arena

import (
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

func TestStatedPairsLengthenTheSequentialTestOfARun(t *testing.T) {
	dir, cfg := t.TempDir(), config(t, 1, "script:rookie", "script:random")
	cfg.Pairs, cfg.Test = 0, &rating.SPRT{Elo0: 0, Elo1: 50, Alpha: 0.05, Beta: 0.05, MaxPairs: 3}
	who, err := Identify(cfg, noModels)
	if err != nil {
		t.Fatal(err)
	}
	f, err := OpenFolder(dir, cfg, who)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pairs  int
		stated bool
		want   int
	}{{7, true, 7}, {7, false, 3}} {
		now := Config{Pairs: c.pairs}
		if err := now.Continue(dir, func(s Setting) bool { return c.stated && s == PairsSetting }); err != nil {
			t.Fatal(err)
		}
		if now.Test == nil || now.Test.MaxPairs != c.want || now.Pairs != 0 {
			t.Errorf("%d pairs, stated: %v: got the test %+v and %d pairs, want at most %d pairs of the test", c.pairs, c.stated, now.Test, now.Pairs, c.want)
		}
	}
}
