package policy

import (
	"strings"
	"testing"
)

func TestQueriesAreValidated(t *testing.T) {
	c := contract(threeWay)
	c.Decoder = "decode=gate&gamma=-2&refractory=5"
	if got, want := decoder(t, c, "gamma=-3").String(), "decode=gate&gamma=-3&tau_skill=0.25&min_share=0.4&mask=to_noop&refractory=5"; got != want {
		t.Errorf("a key over the default gives %q, want %q", got, want)
	}
	if got, want := decoder(t, c, "decode=argmax").String(), "decode=argmax&mask=to_noop&refractory=0"; got != want {
		t.Errorf("a decoder over the default gives %q, want %q", got, want)
	}
	balanced, bare := c, c
	balanced.Semantics = Balanced
	bare.TrainPrior = nil
	for _, x := range []struct {
		c     Contract
		query string
		want  string
	}{
		{c, "decode=gates", `decoder "gates" is unknown; did you mean "gate"? valid: argmax, logit_adjust, target_prior, gate, class_threshold, cost, sample, hazard`},
		{c, "gama=1", `setting "gama" is unknown; did you mean "gamma"?`},
		{c, "decode=logit_adjust", "decoder logit_adjust needs tau"},
		{c, "gamma=x", "setting gamma=x is not a number"},
		{c, "gamma=NaN", "setting gamma=NaN is not a number; want -50 to 50"},
		{c, "refractory=-1", "out of range; want 0 to 600"},
		{c, "gamma=1&gamma=2", `setting "gamma" is given 2 times`},
		{c, "mask=no", `mask "no" is unknown`},
		{c, "%zz", "decoder query"},
		{c, "refractory=2.5", "not a whole number"},
		{c, "force=maybe", "neither true nor false"},
		{c, "high=0.2", "give both"},
		{c, "high=0.1&low=0.2", "want low at most high"},
		{c, "decode=target_prior&act=0", "want above 0 and below 1"},
		{c, "decode=target_prior&act=1", "want above 0 and below 1"},
		{c, "decode=hazard", "needs threshold"},
		{c, "decode=hazard&threshold=1&decay=1", "background noise accumulate"},
		{c, "decode=hazard&threshold=7&decay=0.9", "is never reached: p_act up to peak=0.5 sums to less than 6.931"},
		{c, "decode=class_threshold&theta=0", "is out of range; want above 0 and at most 1"},
		{c, "decode=class_threshold&theta=0.1,0.2", "has 2 numbers for 3 classes"},
		{c, "decode=class_threshold&theta=skill1:0.1", `leaves out "skill2"`},
		{c, "decode=class_threshold&theta=skill1:0.1,skil2:0.1", `did you mean "skill2"?`},
		{c, "decode=cost&cost=nowhere.csv", "nowhere.csv"},
		{c, "decode=sample&temperature=0", "out of range"},
		{balanced, "decode=logit_adjust&tau=1", "counts the prior twice"},
		{balanced, "decode=target_prior&act=0.2", "counts the prior twice"},
		{bare, "decode=target_prior&act=0.2", "needs kumite.train_prior"},
		{bare, "decode=logit_adjust&tau=1", "needs kumite.train_prior"},
	} {
		if _, err := NewDecoder(x.c, x.query); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("query %q: got %v, want %q", x.query, err, x.want)
		}
	}
	decoder(t, balanced, "decode=logit_adjust&tau=1&force=1")
	decoder(t, balanced, "decode=target_prior&act=0.2&force=true")
	decoder(t, c, "decode=hazard&threshold=7&decay=0.9&peak=0.6")
	decoder(t, c, "delay=12&name=mine")
	decoder(t, balanced, "decode=gate&gamma=0&tau_skill=0")
	decoder(t, bare, "decode=logit_adjust&tau=0")
}

func TestADecodersQueryMakesTheSameDecoder(t *testing.T) {
	c := contract(threeWay)
	for _, k := range Kinds() {
		for _, wrap := range []string{"", "&mask=off", "&debounce=2&refractory=3&force=true", "&high=0.2&low=0.1"} {
			once := decoder(t, c, minimal(t, k, c.Classes)+wrap).String()
			if twice := decoder(t, c, once).String(); twice != once {
				t.Errorf("%s becomes %s", once, twice)
			}
		}
	}
}
