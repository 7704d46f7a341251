package decompose

import (
	"strings"
	"testing"
)

// scored returns a variant in which a share of n pairs is won, the first ones.
func scored(key, loss string, won, n int) (variant, []pair) {
	played := make([]pair, n)
	for i := range played {
		played[i].ticks = 60
		if i < won {
			played[i].points = [2]float64{1, 1}
		}
	}
	return variant{key: key, name: "with " + key, loss: loss}, played
}

func TestTheVerdictNamesTheLargestLossThatIsShown(t *testing.T) {
	for name, c := range map[string]struct {
		won     map[string]int // of 100 pairs
		largest string
		says    []string
	}{
		"one":   {map[string]int{"veto": 72, "force": 90}, "force", []string{"The largest loss is missed openings: with force the score changes by +20.0 [", "Not shown to cost anything: false presses (+2.0 ["}},
		"two":   {map[string]int{"veto": 80, "force": 90}, "force", []string{"Smaller: false presses (+10.0 ["}},
		"level": {map[string]int{"veto": 89, "force": 90}, "force", []string{"Not shown to be smaller: false presses (+19.0 ["}},
		"none":  {map[string]int{"veto": 70, "force": 71}, "", []string{"Not shown to cost anything: false presses", "The rule on this timing scores 95.0 %", "the timing costs it +5.0 ["}},
	} {
		d := &Document{}
		for _, k := range []struct {
			key, loss string
			won       int
		}{{"as_is", "", 70}, {"veto", "false presses", c.won["veto"]}, {"force", "missed openings", c.won["force"]}, {"rule", "", 95}, {"rule_free", "", 100}} {
			v, played := scored(k.key, k.loss, k.won, 100)
			if err := d.add(v, played); err != nil {
				t.Fatal(err)
			}
		}
		d.conclude()
		if d.Largest != c.largest {
			t.Errorf("%s: largest %q; want %q", name, d.Largest, c.largest)
		}
		for _, says := range c.says {
			if !strings.Contains(d.Verdict, says) {
				t.Errorf("%s: %q does not say %q", name, d.Verdict, says)
			}
		}
	}
}
