package openloop

import (
	"math"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
)

// ReferenceKey is the key of a sidecar that holds a drift.Reference.
const ReferenceKey = "kumite.reference"

// sampleEvery returns the number of frames in a second, at least 1.
func sampleEvery(periodMS float64) int {
	return int(min(max(math.Round(1000/periodMS), 1), 1000))
}

// Sample decodes a recording and returns a sample for each of its whole seconds. network is
// the index of the decoder's scores, and periodMS the decision period of the logs.
func (d *Decoder) Sample(x *Scored, network int, periodMS float64) (out drift.Recording, err error) {
	meter := drift.NewMeter(sampleEvery(periodMS))
	p := make([]float64, d.classes.Len())
	_, err = d.Decide(x, x.Scores[network], func(f int, decision policy.Decision) {
		if x.Truth[f] != d.classes.Null() {
			out.Expert = append(out.Expert, decision.PAct)
		}
		sent := ""
		if decision.Sent() {
			sent = decision.Name()
		}
		if meter.Add(decision.PAct, sent) {
			d.decoder.Probabilities(p)
			in := x.Inputs[network][len(out.Samples)]
			out.Samples = append(out.Samples, meter.Take(in[0], in[1], highest(p), decision.PAct))
		}
	})
	return out, err
}

func highest(p []float64) (top float64) {
	for _, v := range p {
		top = max(top, v)
	}
	return top
}

// Reference returns the statistics of the samples of all recordings of a log folder.
func (d *Decoder) Reference(all []drift.Recording, periodMS float64, logsSHA256 string) *drift.Reference {
	r := drift.Collect(sampleEvery(periodMS), all)
	r.LogsSHA256, r.Decoder = logsSHA256, d.String()
	return r
}
