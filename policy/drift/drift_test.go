package drift_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/drift"
)

// match returns the samples of a match of 50 seconds, which resemble each other: a part of
// what they vary by is common to the match. shift moves the input, and answers is how often
// an opening is answered.
func match(r *rand.Rand, shift, answers float64) (all []drift.Sample) {
	common := r.NormFloat64()
	for range 50 {
		mean := shift + 0.6*common + 0.8*r.NormFloat64()
		p := 1 / (1 + math.Exp(6-2*r.NormFloat64()-0.5*common))
		s := drift.Sample{Values: [4]float64{mean, mean * mean, 1 - p, p}, Peak: p}
		if p > 0.02 && r.Float64() < answers {
			s.Sent = []string{[]string{"poke", "lunge", "parry"}[r.IntN(3)]}
		}
		all = append(all, s)
	}
	return all
}

// reference returns the statistics of 100 healthy matches.
func reference(seed uint64) *drift.Reference {
	r := rand.New(rand.NewPCG(seed, 1))
	all := make([]drift.Recording, 100)
	for i := range all {
		all[i] = drift.Recording{Samples: match(r, 0, 0.8), Expert: []float64{0.02}}
	}
	ref := drift.Collect(10, all)
	ref.Decoder = "decode=gate"
	return ref
}

// feed adds matches to a detector until it has judged some windows.
func feed(d *drift.Detector, windows int, next func() []drift.Sample) (all []drift.Verdict) {
	for {
		for _, s := range next() {
			if v, whole := d.Add(s); whole {
				if all = append(all, v); len(all) == windows {
					return all
				}
			}
		}
	}
}

func TestHealthyServicesRaiseFewAlarms(t *testing.T) {
	const services, windows = 500, 10
	alarms := 0
	refs := make([]*drift.Reference, 20)
	for i := range refs {
		refs[i] = reference(uint64(i))
	}
	for seed := range uint64(services) {
		r := rand.New(rand.NewPCG(seed, 2))
		for _, v := range feed(drift.NewDetector(refs[seed%20], "decode=gate"), windows, func() []drift.Sample { return match(r, 0, 0.8) }) {
			if v.Began != "" {
				alarms++
			}
		}
	}
	// Ten tests at Level in each window: 0.5 alarms are expected at most.
	if alarms > 4 {
		t.Errorf("%d alarms in %d windows of healthy services, want at most 4", alarms, services*windows)
	}
	t.Logf("%d alarms in %d windows", alarms, services*windows)
}

func TestEachKindOfDriftHasItsReason(t *testing.T) {
	ref := reference(1)
	for want, next := range map[string]func(r *rand.Rand) []drift.Sample{
		drift.InputMean: func(r *rand.Rand) []drift.Sample { return match(r, 1.5, 0.8) },
		drift.Collapse:  func(r *rand.Rand) []drift.Sample { return match(r, 0, 0) },
		drift.PAct: func(r *rand.Rand) []drift.Sample { // no opening: nothing to do, which is no collapse
			all := match(r, 0, 0)
			for i := range all {
				all[i].Values[2], all[i].Values[3], all[i].Peak = 1-1e-6, 1e-6, 1e-6
			}
			return all
		},
		drift.Skills: func(r *rand.Rand) []drift.Sample {
			all := match(r, 0, 0.8)
			for i := range all {
				if len(all[i].Sent) > 0 {
					all[i].Sent[0] = "poke"
				}
			}
			return all
		},
		"": func(r *rand.Rand) []drift.Sample { return match(r, 0, 0.8) },
	} {
		r := rand.New(rand.NewPCG(3, 3))
		v := feed(drift.NewDetector(ref, "decode=gate"), 1, func() []drift.Sample { return next(r) })[0]
		if v.Began != want {
			t.Errorf("an episode with reason %q began, want %q: %s", v.Began, want, v.Detail)
		}
		if want != "" && !strings.HasPrefix(v.Detail, want+": ") {
			t.Errorf("detail %q, want it to begin with the reason %q", v.Detail, want)
		}
	}
}

func TestAnEpisodeIsOneEvent(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	d := drift.NewDetector(reference(1), "decode=gate")
	var began, ended []int
	for i, shift := range []float64{0, 2, 2, 0, 2, 0, 0, 0, 2} {
		v := feed(d, 1, func() []drift.Sample { return match(r, shift, 0.8) })[0]
		if v.Began != "" {
			began = append(began, i)
		}
		if v.Ended != "" {
			ended = append(ended, i)
		}
	}
	if !reflect.DeepEqual(began, []int{1, 8}) || !reflect.DeepEqual(ended, []int{6}) {
		t.Errorf("episodes began at windows %v and ended at %v, want [1 8] and [6]", began, ended)
	}
}

func TestAnotherDecoderIsNotComparedByWhatItSends(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	v := feed(drift.NewDetector(reference(1), "decode=argmax"), 1, func() []drift.Sample { return match(r, 0, 0) })[0]
	if _, compared := v.Tests[drift.Skills]; compared || len(v.Found) > 0 {
		t.Errorf("found %v in tests %v, want the input and p_act compared alone", v.Found, v.Tests)
	}
}

func TestAReferenceIsReadAsItWasWritten(t *testing.T) {
	ref := reference(1)
	text, err := json.Marshal(ref)
	if err != nil {
		t.Fatal(err)
	}
	got, err := drift.Parse(string(text))
	if err != nil || !reflect.DeepEqual(got, ref) {
		t.Errorf("read %+v (%v), want %+v", got, err, ref)
	}
}

func TestAReferenceOutOfBoundsIsRefused(t *testing.T) {
	for what, change := range map[string]func(r *drift.Reference){
		"every":   func(r *drift.Reference) { r.Every = 0 },
		"unknown": func(r *drift.Reference) { r.Features["speed"] = drift.Histogram{} },
		"edges": func(r *drift.Reference) {
			h := r.Features[drift.PAct]
			h.Edges = h.Edges[1:]
			r.Features[drift.PAct] = h
		},
		"ascending": func(r *drift.Reference) { e := r.Features[drift.PAct].Edges; e[0], e[1] = e[1], e[0] },
		"count 3":   func(r *drift.Reference) { r.Features[drift.PAct].Counts[3] = -1 },
		"counts": func(r *drift.Reference) {
			r.Features[drift.PAct] = drift.Histogram{Counts: make([]int, 1000), Edges: make([]float64, 999), DesignEffect: 1}
		},
		"design_effect": func(r *drift.Reference) { r.Skills.DesignEffect = 0 },
		"answered":      func(r *drift.Reference) { r.Openings.Answered = r.Openings.Seen + 1 },
		"skill":         func(r *drift.Reference) { r.Skills.Counts["poke"] = -1 },
		"skills": func(r *drift.Reference) {
			for i := range drift.MaxSkills + 1 {
				r.Skills.Counts[fmt.Sprint(i)] = 1
			}
		},
	} {
		ref := reference(1)
		change(ref)
		text, err := json.Marshal(ref)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := drift.Parse(string(text)); err == nil || !strings.Contains(err.Error(), what) || !strings.Contains(err.Error(), "kumite tune") {
			t.Errorf("%s: the error is %v, want one that names it and how to fix it", what, err)
		}
	}
	for _, text := range []string{`{"every":1e99}`, `[]`, `{"features":{"p_act":{"edges":["x"]}}}`} {
		if _, err := drift.Parse(text); err == nil {
			t.Errorf("%s is accepted", text)
		}
	}
}

// A detector takes whatever reference Parse accepts.
func FuzzParse(f *testing.F) {
	text, err := json.Marshal(reference(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text))
	f.Add(`{"every":1,"features":{"p_act":{"counts":[0],"design_effect":1}},"skills":{"design_effect":1},"openings":{"design_effect":1}}`)
	f.Fuzz(func(t *testing.T, text string) {
		ref, err := drift.Parse(text)
		if err != nil {
			return
		}
		r := rand.New(rand.NewPCG(6, 6))
		for _, v := range feed(drift.NewDetector(ref, ref.Decoder), 2, func() []drift.Sample { return match(r, 0, 0.5) }) {
			for name, x := range v.Tests {
				if math.IsNaN(x.PSI) || math.IsNaN(x.KS) || math.IsNaN(x.PSILimit) || math.IsNaN(x.KSLimit) {
					t.Fatalf("%s: %+v, want numbers", name, x)
				}
			}
		}
	})
}

func ExampleDetector() {
	ref := reference(1)
	d := drift.NewDetector(ref, "decode=gate")
	r := rand.New(rand.NewPCG(7, 7))
	for _, v := range feed(d, 2, func() []drift.Sample { return match(r, 0, 0) }) { // never presses
		fmt.Println(v.Began, v.Reason)
	}
	// Output:
	// collapse collapse
	//  collapse
}
