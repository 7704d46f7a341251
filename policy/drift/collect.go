package drift

import (
	"maps"
	"math"
	"slices"
)

// Recording is what a model sees and does in one recording.
type Recording struct {
	Samples []Sample
	Expert  []float64 // p_act on the frames in which the expert pressed
}

// Bins is the number of bins of a histogram that Collect makes, fewer if values repeat.
const Bins = 10

// Collect returns the statistics of recordings. Bins hold equal shares of the samples. LogsSHA256 and
// Decoder are the caller's to set.
func Collect(every int, all []Recording) *Reference {
	r := &Reference{Every: every, Recordings: len(all), Features: map[string]Histogram{}}
	for f, name := range Features() {
		r.Features[name] = histogram(f, all)
	}
	r.Openings = openings(all)
	r.Skills = mix(all)
	return r
}

func histogram(feature int, all []Recording) (h Histogram) {
	var values []float64
	for _, x := range all {
		for _, s := range x.Samples {
			values = append(values, s.Values[feature])
		}
	}
	slices.Sort(values)
	for i := 1; i < Bins && len(values) > 0; i++ {
		edge := values[len(values)*i/Bins]
		if n := len(h.Edges); n == 0 || edge > h.Edges[n-1] {
			h.Edges = append(h.Edges, edge)
		}
	}
	h.Counts = make([]int, len(h.Edges)+1)
	below := make([][][2]float64, len(h.Edges)) // by edge and recording: samples at most there, of all
	for _, x := range all {
		bins := make([]float64, len(h.Counts))
		for _, s := range x.Samples {
			i := h.Bin(s.Values[feature])
			bins[i]++
			h.Counts[i]++
		}
		sum := 0.0
		for i := range h.Edges {
			sum += bins[i]
			below[i] = append(below[i], [2]float64{sum, float64(len(x.Samples))})
		}
	}
	h.DesignEffect = 1
	for _, shares := range below {
		h.DesignEffect = max(h.DesignEffect, designEffect(shares))
	}
	return h
}

func openings(all []Recording) (o Openings) {
	var expert []float64
	for _, x := range all {
		expert = append(expert, x.Expert...)
	}
	slices.Sort(expert)
	if o.PAct = 1; len(expert) > 0 {
		o.PAct = expert[len(expert)/2]
	}
	var shares [][2]float64
	for _, x := range all {
		seen, answered := 0, 0
		for _, s := range x.Samples {
			if opened, acted := s.opening(o.PAct); opened {
				seen++
				answered += acted
			}
		}
		o.Seen += seen
		o.Answered += answered
		shares = append(shares, [2]float64{float64(answered), float64(seen)})
	}
	o.DesignEffect = max(1, designEffect(shares))
	return o
}

// opening reports whether the second has an opening, and counts 1 if it has a press.
func (s Sample) opening(pAct float64) (opened bool, acted int) {
	return s.Peak >= pAct, min(len(s.Sent), 1)
}

func mix(all []Recording) Mix {
	m := Mix{Counts: map[string]int{}, DesignEffect: 1}
	counts := make([]map[string]float64, len(all))
	totals := make([]float64, len(all))
	n := 0.0
	for i, x := range all {
		counts[i] = map[string]float64{}
		for _, s := range x.Samples {
			for _, skill := range s.Sent {
				m.Counts[skill]++
				counts[i][skill]++
				totals[i]++
				n++
			}
		}
	}
	// The mean of the design effects of the skills, weighted as in Rao and Scott's first
	// correction of a chi-squared test.
	sum := 0.0
	for _, skill := range slices.Sorted(maps.Keys(m.Counts)) {
		shares := make([][2]float64, len(all))
		for i := range all {
			shares[i] = [2]float64{counts[i][skill], totals[i]}
		}
		sum += (1 - float64(m.Counts[skill])/n) * designEffect(shares)
	}
	if len(m.Counts) > 1 {
		m.DesignEffect = max(1, sum/float64(len(m.Counts)-1))
	}
	return m
}

// designEffect returns the variance of a share estimated from clusters, each with a number
// of hits and of samples, over the variance that independent samples would have; 1 if there
// is nothing to compare.
func designEffect(clusters [][2]float64) float64 {
	var hits, n float64
	for _, c := range clusters {
		hits += c[0]
		n += c[1]
	}
	p := hits / n
	if len(clusters) < 2 || !(p > 0 && p < 1) {
		return 1
	}
	sum := 0.0
	for _, c := range clusters {
		sum += math.Pow(c[0]-p*c[1], 2)
	}
	k := float64(len(clusters))
	return k / (k - 1) * sum / (n * p * (1 - p))
}
