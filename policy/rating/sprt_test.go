package rating_test

import (
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

// legs draws the two legs of a pair.
type legs func(r *rand.Rand) (leg1, leg2 float64)

// coins returns independent legs, each won with probability p.
func coins(p float64) legs {
	return func(r *rand.Rand) (float64, float64) { return coin(r, p), coin(r, p) }
}

// alike returns legs that are copies of each other half of the time.
func alike(p float64) legs {
	return func(r *rand.Rand) (float64, float64) {
		a := coin(r, p)
		if r.Float64() < 0.5 {
			return a, a
		}
		return a, coin(r, p)
	}
}

// opposed returns legs of which each contestant wins one half of the time.
func opposed(p float64) legs {
	return func(r *rand.Rand) (float64, float64) {
		if r.Float64() < 0.5 {
			a := coin(r, 0.5)
			return a, 1 - a
		}
		q := 2*p - 0.5 // so that the mean stays p
		return coin(r, q), coin(r, q)
	}
}

func coin(r *rand.Rand, p float64) float64 {
	if r.Float64() < p {
		return 1
	}
	return 0
}

func TestSPRTErrorRatesAreNearNominal(t *testing.T) {
	test := rating.SPRT{Elo0: 0, Elo1: 50, Alpha: 0.05, Beta: 0.05}
	const runs = 1500
	for name, draw := range map[string]func(float64) legs{
		"independent legs": coins, "legs that agree": alike, "legs that oppose": opposed,
	} {
		for _, truth := range []struct {
			elo   float64
			wrong rating.Verdict
		}{{test.Elo0, rating.AcceptH1}, {test.Elo1, rating.AcceptH0}} {
			r := rand.New(rand.NewPCG(2024, 7))
			pair := draw(rating.Score(truth.elo))
			errors, pairs := 0, 0
			for range runs {
				s, err := rating.NewSequential(test)
				if err != nil {
					t.Fatal(err)
				}
				for !s.Add(pair(r)) {
				}
				pairs += s.Counts().Pairs()
				if s.Result().Verdict == truth.wrong {
					errors++
				}
			}
			rate := float64(errors) / runs
			t.Logf("%s, elo %v: %d of %d wrong (%.3f), %d pairs on average", name, truth.elo, errors, runs, rate, pairs/runs)
			// Nominal .05; the standard error of the simulation is .006.
			if rate < 0.02 || rate > 0.07 {
				t.Errorf("%s, elo %v: error rate %.3f, want near 0.05", name, truth.elo, rate)
			}
		}
	}
}

func TestSPRTStopsAtTheFirstCrossingAndIgnoresLaterPairs(t *testing.T) {
	s, err := rating.NewSequential(rating.DefaultSPRT())
	if err != nil {
		t.Fatal(err)
	}
	for !s.Add(1, 1) {
	}
	if got := s.Result().Verdict; got != rating.AcceptH1 || !s.Stopped() {
		t.Fatalf("verdict after wins only: got %s, stopped %v; want H1, true", got, s.Stopped())
	}
	// 20 won pairs give 2.67 nats and each more 0.134, so that 23 reach 2.944.
	if got := s.Counts().Pairs(); got != 23 {
		t.Errorf("pairs: got %d, want 23", got)
	}
	before := s.Result()
	for range 100 {
		s.Add(0, 0)
	}
	if s.Result() != before {
		t.Errorf("later pairs changed the verdict from %+v to %+v", before, s.Result())
	}
}

func TestSPRTEndsInconclusiveAtTheLimitOfPairs(t *testing.T) {
	test := rating.DefaultSPRT()
	test.MaxPairs = 4
	s, err := rating.NewSequential(test)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for done := false; !done; n++ {
		done = s.Add(1, 0)
	}
	if n != 4 || s.Stopped() || s.Result().Verdict != rating.Inconclusive {
		t.Errorf("got %d pairs, stopped %v, verdict %s; want 4, false, inconclusive", n, s.Stopped(), s.Result().Verdict)
	}
}

func TestSPRTRefusesInvalidSettings(t *testing.T) {
	good := rating.DefaultSPRT()
	for name, breakIt := range map[string]func(*rating.SPRT){
		"equal hypotheses": func(s *rating.SPRT) { s.Elo1 = s.Elo0 },
		"huge elo":         func(s *rating.SPRT) { s.Elo1 = 1e9 },
		"alpha 0":          func(s *rating.SPRT) { s.Alpha = 0 },
		"beta 0.5":         func(s *rating.SPRT) { s.Beta = 0.5 },
		"negative limit":   func(s *rating.SPRT) { s.MaxPairs = -1 },
	} {
		bad := good
		breakIt(&bad)
		if _, err := rating.NewSequential(bad); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := good.Validate(); err != nil {
		t.Errorf("the default is invalid: %v", err)
	}
}

func TestLLRAllocatesNothing(t *testing.T) {
	test := rating.DefaultSPRT()
	counts := []int{1, 2, 6, 4, 7}
	if n := testing.AllocsPerRun(100, func() { test.LLR(counts) }); n != 0 {
		t.Errorf("got %v allocations, want 0", n)
	}
}
