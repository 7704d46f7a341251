package policy

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// vectors is the content of testdata/decoding.json.
type vectors struct {
	Tolerance float64
	Frames    []struct {
		Logits    []float32
		Prior     []float64
		Available []bool
		Want      struct {
			Probabilities []float64
			PAct          float64 `json:"p_act"`
			GateScore     float64 `json:"gate_score"`
			Argmax        int
			LogitAdjust   []struct {
				Tau  float64
				Pick int
			} `json:"logit_adjust"`
			Gate struct {
				Gamma    float64
				TauSkill float64 `json:"tau_skill"`
				MinShare float64 `json:"min_share"`
				Pick     int
			}
			TargetPrior struct {
				Target []float64
				Pick   int
			} `json:"target_prior"`
			ClassThreshold struct {
				Thresholds []float64
				Pick       int
			} `json:"class_threshold"`
			LogitAdjustTau1Masked int `json:"logit_adjust_tau1_masked"`
		}
	}
	Sequences []struct {
		Probabilities [][]float64
		Scores        []float64
		Want          struct {
			Hazard struct {
				Decay     float64
				Threshold float64
				Picks     []int
			}
			Hysteresis struct {
				High, Low float64
				Output    []int
			}
			Refractory struct {
				Input  []int
				Frames int
				Output []int
			}
		}
	}
}

func readVectors(t *testing.T) vectors {
	t.Helper()
	data, err := os.ReadFile("testdata/decoding.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Frames) == 0 || len(v.Sequences) == 0 {
		t.Fatal("testdata/decoding.json holds no vectors")
	}
	return v
}

// contract returns a contract with one class per share of the prior, no_action
// first.
func contract(prior []float64) Contract {
	c := Contract{Output: Logits, Semantics: Natural, Temperature: 1, Bias: make([]float64, len(prior)), TrainPrior: prior, Decoder: "decode=argmax"}
	for i := range prior {
		c.Classes = append(c.Classes, fmt.Sprintf("skill%d", i))
	}
	c.Classes[0] = NoAction
	return c
}

func decoder(t testing.TB, c Contract, query string) *Decoder {
	t.Helper()
	d, err := NewDecoder(c, query)
	if err != nil {
		t.Fatalf("NewDecoder(%q): %v", query, err)
	}
	return d
}

func TestDecodersPassThePublicVectors(t *testing.T) {
	v := readVectors(t)
	for i, f := range v.Frames {
		c := contract(f.Prior)
		all := make([]bool, len(f.Prior))
		for k := range all {
			all[k] = true
		}
		pick := func(query string, available []bool) Decision {
			return decoder(t, c, query).Decode(f.Logits, available)
		}
		check := func(what string, got, want int) {
			if got != want {
				t.Errorf("frame %d: %s picks %d, want %d", i, what, got, want)
			}
		}
		check("argmax", pick("decode=argmax", all).Class, f.Want.Argmax)
		for _, a := range f.Want.LogitAdjust {
			q := fmt.Sprintf("decode=logit_adjust&tau=%v", a.Tau)
			check(q, pick(q, all).Class, a.Pick)
		}
		g := f.Want.Gate
		q := fmt.Sprintf("decode=gate&gamma=%v&tau_skill=%v&min_share=%v", g.Gamma, g.TauSkill, g.MinShare)
		check(q, pick(q, all).Class, g.Pick)
		act := 1 - f.Want.TargetPrior.Target[0]
		q = fmt.Sprintf("decode=target_prior&act=%v", act)
		check(q, pick(q, all).Class, f.Want.TargetPrior.Pick)
		rule, err := newTargetPrior(&c, act, false)
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range f.Want.TargetPrior.Target {
			shift := rule.(adjusted).shift[k]
			if got := f.Prior[k] * math.Exp(-shift); math.Abs(got-want) > v.Tolerance {
				t.Errorf("frame %d: target of %d is %v, want %v", i, k, got, want)
			}
		}
		q = "decode=class_threshold&theta=" + list(f.Want.ClassThreshold.Thresholds)
		check(q, pick(q, all).Class, f.Want.ClassThreshold.Pick)
		check("logit_adjust masked", pick("decode=logit_adjust&tau=1", f.Available).Class, f.Want.LogitAdjustTau1Masked)

		d := decoder(t, c, "decode=gate&gamma=0")
		if got := d.Decode(f.Logits, all).Score; math.Abs(got-f.Want.GateScore) > v.Tolerance {
			t.Errorf("frame %d: gate score is %v, want %v", i, got, f.Want.GateScore)
		}
		p := make([]float64, len(f.Prior))
		d.Probabilities(p)
		for k, want := range f.Want.Probabilities {
			if math.Abs(p[k]-want) > v.Tolerance {
				t.Errorf("frame %d: probability of %d is %v, want %v", i, k, p[k], want)
			}
		}
		if got := 1 - p[0]; math.Abs(got-f.Want.PAct) > v.Tolerance {
			t.Errorf("frame %d: p_act is %v, want %v", i, got, f.Want.PAct)
		}
	}
}

// checkPicks runs a decoder twice over a sequence of probabilities and checks its
// picks.
func checkPicks(t *testing.T, c Contract, query string, frames [][]float64, want []int) {
	t.Helper()
	c.Output = LogProbs
	d := decoder(t, c, query)
	for pass := range 2 { // after Reset the picks must be the same
		for i, p := range frames {
			raw := make([]float32, len(p))
			for k := range p {
				raw[k] = float32(math.Log(p[k]))
			}
			if got := d.Decode(raw, nil); got.Class != want[i] {
				t.Errorf("%s, pass %d: frame %d gives %d (%v), want %d", query, pass, i, got.Class, got, want[i])
			}
		}
		d.Reset()
	}
}

func TestSequencesPassThePublicVectors(t *testing.T) {
	for _, s := range readVectors(t).Sequences {
		five := contract([]float64{0.96, 0.01, 0.01, 0.01, 0.01})
		two := contract([]float64{0.9, 0.1})
		h := s.Want.Hazard
		checkPicks(t, five, fmt.Sprintf("decode=hazard&decay=%v&threshold=%v", h.Decay, h.Threshold), s.Probabilities, h.Picks)

		var acts, scores [][]float64
		for _, act := range s.Want.Refractory.Input {
			p := 0.25 + 0.5*float64(act)
			acts = append(acts, []float64{1 - p, p})
		}
		for _, p := range s.Scores {
			scores = append(scores, []float64{1 - p, p})
		}
		checkPicks(t, two, fmt.Sprintf("decode=argmax&refractory=%d", s.Want.Refractory.Frames), acts, s.Want.Refractory.Output)
		y := s.Want.Hysteresis
		checkPicks(t, two, fmt.Sprintf("decode=gate&gamma=-50&high=%v&low=%v", y.High, y.Low), scores, y.Output)
	}
}

func list(numbers []float64) string {
	text := make([]string, len(numbers))
	for i, v := range numbers {
		text[i] = fmt.Sprint(v)
	}
	return strings.Join(text, ",")
}
