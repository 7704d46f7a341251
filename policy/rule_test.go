package policy

import (
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestATieDoesNotActWithNoActionInTheMiddle(t *testing.T) {
	c := contract(threeWay)
	c.Classes, c.NoAction = []string{"a", NoAction, "b"}, 1
	if got := decoder(t, c, "decode=argmax").Decode([]float32{1, 1, 0}, nil); got.Sent() {
		t.Errorf("a tie with no_action acts: %v", got)
	}
	for _, k := range Kinds() {
		raw, want := []float32{9, -9, -9}, 0
		if got := decoder(t, c, minimal(t, k, c.Classes)).Decode(raw, nil); got.Class != want {
			t.Errorf("%s with no_action in the middle gives class %d, want %d", k.Name, got.Class, want)
		}
	}
}

func TestHazardDecaysOnSkippedFrames(t *testing.T) {
	raw := []float32{0, -1, -2} // −ln p_0 = 0.408
	d := decoder(t, contract(threeWay), "decode=hazard&decay=0.5&threshold=0.6")
	if d.Decode(raw, nil); !d.Decode(raw, nil).Sent() {
		t.Error("two frames in a row do not fire")
	}
	d.Decode(raw, nil)
	d.Skip()
	if got := d.Decode(raw, nil); got.Sent() {
		t.Errorf("a skipped frame does not decay the evidence: %v", got)
	}
}

func TestSamplingFollowsTheProbabilitiesAndTheSeed(t *testing.T) {
	const n = 20000
	c := contract(threeWay)
	raw := []float32{float32(math.Log(0.7)), float32(math.Log(0.2)), float32(math.Log(0.1))}
	draw := func(d *Decoder) (picks []int) {
		for range n {
			picks = append(picks, d.Decode(raw, nil).Class)
		}
		return picks
	}
	d := decoder(t, c, "decode=sample")
	d.Seed(7)
	first := draw(d)
	var counts [3]float64
	for _, k := range first {
		counts[k]++
	}
	for k, p := range []float64{0.7, 0.2, 0.1} {
		if got := counts[k] / n; math.Abs(got-p) > 4*math.Sqrt(p*(1-p)/n) {
			t.Errorf("class %d is drawn %v of the time, want %v", k, got, p)
		}
	}
	if d.Reset(); !slices.Equal(draw(d), first) {
		t.Error("Reset gives another stream")
	}
	if d.Seed(8); slices.Equal(draw(d), first) {
		t.Error("another seed gives the same stream")
	}
	d.Seed(7)
	d.Skip()
	if got := draw(d); !slices.Equal(got[:n-1], first[1:]) {
		t.Error("a skipped frame does not advance the stream by one")
	}
}

func TestExpectedCostDecides(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cost.csv")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	raw := []float32{float32(math.Log(0.7)), float32(math.Log(0.2)), float32(math.Log(0.1))}
	// Missing skill2 is expensive, so it is chosen at a probability of 0.1:
	// no_action 0.2·1 + 0.1·20 = 2.2, skill1 0.7·2 + 0.1·20 = 3.4, skill2 0.7·2 + 0.2·2 = 1.8.
	write("truth,skill2,no_action,skill1\nno_action,2,0,2\nskill1,2,1,0\nskill2,0,20,20\n")
	d := decoder(t, contract(threeWay), "decode=cost&cost="+url.QueryEscape(path))
	got := d.Decode(raw, nil)
	if got.Class != 2 || math.Abs(got.Score-0.4) > 1e-6 {
		t.Errorf("got class %d saving %v, want 2 saving 0.4", got.Class, got.Score)
	}
	if got := decoder(t, contract(threeWay), d.String()).Decode(raw, nil); got.Class != 2 {
		t.Errorf("%s does not make the same decoder", d)
	}
	write("truth,skill2,no_action,skill1\nno_action,2,0,2\nskill1,2,1,0\nskill2,0,21,20\n")
	if _, err := NewDecoder(contract(threeWay), d.String()); err == nil || !strings.Contains(err.Error(), "restore that file") {
		t.Errorf("with another cost file %s gives %v, want a refusal", d, err)
	}
	if again := decoder(t, contract(threeWay), "decode=cost&cost="+url.QueryEscape(path)); again.String() == d.String() {
		t.Errorf("another cost file makes the same decoder %s", d)
	}
	for _, text := range []string{ // the same table as spreadsheets write it
		"\ufefftruth;skill2;no_action;skill1\r\nno_action;2;0;2\r\nskill1;2;1;0\r\nskill2;0;20;20\r\n",
		"# a, comment\n\ntruth\tskill2\tno_action\tskill1\rno_action\t2\t0\t2\r# another\rskill1\t2\t1\t0\rskill2\t0\t20\t20",
	} {
		write(text)
		if got := decoder(t, contract(threeWay), "decode=cost&cost="+url.QueryEscape(path)).Decode(raw, nil); got.Class != 2 {
			t.Errorf("%q: got class %d, want 2", text, got.Class)
		}
	}
	for text, want := range map[string]string{
		"": "the file is empty; want a header",
		"truth,no_action,skill1,skill1\nno_action,0,1,1\nskill1,1,0,1\nskill2,1,1,0\n":    `column "skill1" appears twice, as column 3 and 4`,
		"truth,no_action,skill1,skil2\nno_action,0,1,1\nskill1,1,0,1\nskill2,1,1,0\n":     `did you mean "skill2"?`,
		"truth,no_action,skill1,skill2\nno_action,0,1,1\nskill1,1,0,1\nskill1,1,1,0\n":    `second row of "skill1"`,
		"truth,no_action,skill1,skill2\nno_action,0,1,1\nskill1,1,x,1\nskill2,1,1,0\n":    `line 3: cost "x" is not a number`,
		"truth,no_action,skill1,skill2\nno_action,0,1\nskill1,1,0,1\nskill2,1,1,0\n":      "line 2: the heading has 4 fields and this row 3; check its separators and quotes",
		"truth,no_action,skill1,skill2\nno_action,0,1,1\nskill1,1,\"0,1\nskill2,1,1,0\n":  "line 3: a quote is not closed",
		"truth,no_action,skill1,skill2\nno_action,0,1\"1,1\nskill1,1,0,1\nskill2,1,1,0\n": "line 2: a quote is not closed, or is inside a field",
		"truth,no_action,skill1,skill2\nno_action,0,1,1\nskill2,1,1,0\n":                  "it has 2 rows; want a header `truth,no_action,skill1,skill2` and one row for each of the 3 classes",
	} {
		write(text)
		if _, err := NewDecoder(contract(threeWay), "decode=cost&cost="+url.QueryEscape(path)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

// frames draws scores of three classes like those on a pro's logs: mostly no_action,
// sometimes close.
func frames(n int) [][]float32 {
	rng := rand.New(rand.NewPCG(1, 2))
	all := make([][]float32, n)
	for i := range all {
		all[i] = []float32{float32(3 + 2*rng.NormFloat64()), float32(2 * rng.NormFloat64()), float32(2 * rng.NormFloat64())}
	}
	return all
}

func TestLogitAdjustmentOfZeroIsArgmax(t *testing.T) {
	balanced := contract(threeWay)
	balanced.Semantics = Balanced
	neverSeen := contract([]float64{0.9, 0.1, 0})
	for _, c := range []Contract{contract(threeWay), balanced, neverSeen} {
		adjust, argmax := decoder(t, c, "decode=logit_adjust&tau=0"), decoder(t, c, "decode=argmax")
		for _, raw := range append(frames(2000), []float32{1, 1, 1}, []float32{0, 2, 2}, []float32{-1, 0, 0}) {
			got, want := adjust.Decode(raw, nil), argmax.Decode(raw, nil)
			if got.Class != want.Class || got.Score != want.Score || got.Threshold != want.Threshold {
				t.Fatalf("%v, prior %v: tau 0 gives %v, argmax %v", raw, c.TrainPrior, got, want)
			}
		}
	}
}

func TestALowSamplingTemperatureCollapses(t *testing.T) {
	raw := []float32{float32(math.Log(0.9)), float32(math.Log(0.06)), float32(math.Log(0.04))}
	acts := func(query string) (n int) {
		d := decoder(t, contract(threeWay), query)
		for range 10_000 {
			if d.Decode(raw, nil).Sent() {
				n++
			}
		}
		return n
	}
	bold, cold := acts("decode=sample"), acts("decode=sample&temperature=0.1")
	if bold < 800 || bold > 1200 || cold > 2 {
		t.Errorf("of 10000 frames with p_act 0.1, temperature 1 acts on %d and 0.1 on %d; want about 1000 and none", bold, cold)
	}
}

func TestATemperatureAffectsDecodersWithAThreshold(t *testing.T) {
	c := contract(threeWay)
	c.Temperature = 2
	raw := []float32{4, 1, 0} // log odds of acting −2.7 as they are, −1.1 at half
	for query, want := range map[string]bool{"decode=gate&gamma=-2": true, "decode=argmax": false} {
		if got := decoder(t, c, query).Decode(raw, nil).Sent(); got != want {
			t.Errorf("%s at temperature 2 acts: %v, want %v", query, got, want)
		}
	}
	if decoder(t, contract(threeWay), "decode=gate&gamma=-2").Decode(raw, nil).Sent() {
		t.Error("the gate acts at temperature 1, want not")
	}
}

func TestAllThreeFormsOfThetaAgree(t *testing.T) {
	for _, theta := range []string{"0.1", "1,0.1,0.1", "skill2:0.1,skill1:0.1"} {
		d := decoder(t, contract(threeWay), "decode=class_threshold&theta="+theta)
		if got := d.Decode([]float32{2, 1, 0}, nil); got.Class != 1 || got.Threshold != 0.1 {
			t.Errorf("theta=%s: class %d at %v, want 1 at 0.1", theta, got.Class, got.Threshold)
		}
	}
}

// minimal returns a query of a decoder with only its required settings.
func minimal(t testing.TB, k Kind, classes []string) string {
	t.Helper()
	q := "decode=" + k.Name
	for _, s := range k.Settings {
		if !math.IsNaN(s.Default) {
			continue
		}
		switch s.Name {
		case "cost":
			path := filepath.Join(t.TempDir(), "cost.csv")
			text := "truth," + strings.Join(classes, ",") + "\n"
			for y := range classes {
				text += classes[y]
				for j := range classes {
					if j == y {
						text += ",0"
					} else {
						text += ",1"
					}
				}
				text += "\n"
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			q += "&cost=" + url.QueryEscape(path)
		default:
			q += "&" + s.Name + "=0.3"
		}
	}
	return q
}

func TestAClassOfShareZeroIsNeverChosenByAdjusting(t *testing.T) {
	c := contract([]float64{0.9, 0.1, 0})
	for _, q := range []string{"decode=logit_adjust&tau=1", "decode=gate&gamma=-9&min_share=0"} {
		if got := decoder(t, c, q).Decode([]float32{0, 1, 1.5}, []bool{true, true, true}).Class; got != 1 {
			t.Errorf("%s picks class %d, want 1", q, got)
		}
	}
}
