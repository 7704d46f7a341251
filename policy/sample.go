package policy

import (
	"math"
	"math/rand/v2"
)

// sample draws one class from softmax(z' / temperature). It draws one number from its
// own seeded stream per decision, including skipped ones.
type sample struct {
	temperature float64
	share       float64 // the time between two decisions, in frames
	weights     []float64
	source      *rand.PCG
	random      *rand.Rand
}

// sampleStream distinguishes this stream from others of the same seed.
const sampleStream = 0x6b756d697465

func newSample(temperature float64, classes int) *sample {
	source := rand.NewPCG(0, sampleStream)
	return &sample{temperature, 1, make([]float64, classes), source, rand.New(source)}
}

func (r *sample) pick(s *scores) choice {
	u := r.random.Float64()
	top := math.Inf(-1)
	for _, z := range s.z {
		top = max(top, z)
	}
	act := 0.0
	for i, z := range s.z {
		r.weights[i] = math.Exp((z - top) / r.temperature)
		if i != s.noAction {
			act += r.weights[i]
		}
	}
	// The skills have [0, act) of the interval, no_action has the rest.
	total := act + r.weights[s.noAction]
	if p := act / total; r.share != 1 && p > 0 {
		u *= p / -math.Expm1(r.share*math.Log1p(-p)) // they have 1 − (1 − p)^share of a decision
	}
	c := choice{class: s.noAction, score: act / total, threshold: u}
	left := u * total
	for i, w := range r.weights {
		if i == s.noAction {
			continue
		}
		if left < w {
			c.class = i
			break
		}
		left -= w
	}
	return c
}

func (r *sample) skip() { r.random.Float64() }

func (r *sample) reset(seed uint64) { r.source.Seed(seed, sampleStream) }
