package policy

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// vectors is testdata/decoding.json, copied as it is.
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
			LogitAdjustTau1Masked int `json:"logit_adjust_tau1_masked"`
		}
	}
	Sequences []struct {
		Want struct {
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

// contract has as many classes as the prior and no_action first.
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
	for i, s := range v.Sequences {
		r := s.Want.Refractory
		d := decoder(t, contract([]float64{0.9, 0.1}), fmt.Sprintf("decode=argmax&refractory=%d", r.Frames))
		for frame, act := range r.Input {
			if got := d.Decode([]float32{0, float32(2*act - 1)}, []bool{true, true}).Class; got != r.Output[frame] {
				t.Errorf("sequence %d, refractory %d: frame %d gives %d, want %d", i, r.Frames, frame, got, r.Output[frame])
			}
		}
	}
}
