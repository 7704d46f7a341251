package drift

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// The settings of a Detector.
const (
	Window   = 300  // samples that are judged together
	Level    = 1e-5 // probability that one test fails in a window of a healthy service
	Material = 0.1  // PSI and KS below it are ignored, however certain
	Calm     = 2    // windows in succession without a finding that end an episode
)

// The reasons beside the features.
const (
	Skills   = "skills"   // another mix of skills
	Collapse = "collapse" // openings pass without a press
)

// Reasons returns all reasons. The first that is found names an episode: a collapse, which
// loses matches, then a cause before its effects.
func Reasons() []string {
	return []string{Collapse, InputMean, InputSpread, PAct, Confidence, Skills}
}

// Test is the result of comparing one feature, or the skills, over a window.
type Test struct {
	PSI, PSILimit float64
	KS, KSLimit   float64 // 0 of skills, which have no order
}

func (t Test) failed() bool { return t.PSI > t.PSILimit || t.KS > t.KSLimit }

// String returns e.g. "PSI 0.61 (limit 0.25), KS 0.40 (limit 0.22)".
func (t Test) String() string {
	text := fmt.Sprintf("PSI %.2f (limit %.2f)", t.PSI, t.PSILimit)
	if t.KSLimit > 0 {
		text += fmt.Sprintf(", KS %.2f (limit %.2f)", t.KS, t.KSLimit)
	}
	return text
}

// Verdict is what a window says.
type Verdict struct {
	Tests          map[string]Test // by feature, and Skills where there were enough presses
	Seen, Answered int             // openings
	Found          []string        // reasons, in the order of Reasons
	Began, Ended   string          // reason of the episode that this window begins or ends, or ""
	Reason         string          // of the episode that goes on or begins, or ""
	Detail         string          // of Began, in words
}

// Detector judges the samples of a model by its reference. It may be fed by several players
// at once, but its calls must not overlap.
type Detector struct {
	ref    *Reference
	acts   bool         // skills and openings are compared, because the decoder is that of the reference
	bins   [4]Histogram // of the reference, by the order of Features
	counts [4][]int
	skills map[string]int
	n      int
	seen   int
	acted  int
	reason string // of the episode
	calm   int
}

// NewDetector returns a detector of a model that is decoded with a query. Skills and
// openings are compared only if the reference is of the same query.
func NewDetector(ref *Reference, decoder string) *Detector {
	d := &Detector{ref: ref, acts: ref.Decoder == decoder}
	for f, name := range Features() {
		d.bins[f] = ref.Features[name]
	}
	d.clear()
	return d
}

func (d *Detector) clear() {
	for f, h := range d.bins {
		d.counts[f] = make([]int, len(h.Counts))
	}
	d.skills = map[string]int{}
	d.n, d.seen, d.acted = 0, 0, 0
}

// Add counts a sample, and reports the verdict of the window that it completes.
func (d *Detector) Add(s Sample) (v Verdict, whole bool) {
	for f := range d.bins {
		if len(d.counts[f]) > 0 {
			d.counts[f][d.bins[f].Bin(s.Values[f])]++
		}
	}
	for _, skill := range s.Sent {
		if _, known := d.ref.Skills.Counts[skill]; !known {
			skill = "" // all others are one; this also bounds the memory
		}
		d.skills[skill]++
	}
	if opened, acted := s.opening(d.ref.Openings.PAct); opened {
		d.seen++
		d.acted += acted
	}
	if d.n++; d.n < Window {
		return v, false
	}
	v = d.judge()
	d.clear()
	return v, true
}

func (d *Detector) judge() Verdict {
	v := Verdict{Tests: map[string]Test{}, Seen: d.seen, Answered: d.acted}
	failed := map[string]bool{}
	for f, name := range Features() {
		if h := d.bins[f]; len(h.Counts) > 1 && total(h.Counts) > 0 {
			v.Tests[name] = compare(h.Counts, d.counts[f], h.DesignEffect, true)
		}
	}
	if d.acts {
		if was, now := d.presses(); len(was) > 1 {
			v.Tests[Skills] = compare(was, now, d.ref.Skills.DesignEffect, false)
		}
		failed[Collapse] = d.collapsed()
	}
	for name, t := range v.Tests {
		failed[name] = t.failed()
	}
	for _, reason := range Reasons() {
		if failed[reason] {
			v.Found = append(v.Found, reason)
		}
	}
	d.episode(&v)
	return v
}

// episode begins or ends an episode.
func (d *Detector) episode(v *Verdict) {
	switch {
	case len(v.Found) > 0 && d.reason == "":
		d.reason, d.calm = v.Found[0], 0
		v.Began, v.Detail = d.reason, d.detail(v)
	case len(v.Found) > 0:
		d.calm = 0
	case d.reason != "":
		if d.calm++; d.calm == Calm {
			v.Ended, d.reason = d.reason, ""
		}
	}
	v.Reason = d.reason
}

// detail says in words what a window found.
func (d *Detector) detail(v *Verdict) string {
	var parts []string
	for _, reason := range v.Found {
		if reason == Collapse {
			o := d.ref.Openings
			parts = append(parts, fmt.Sprintf("collapse: %d of %d openings answered, in the logs %d of %d", v.Answered, v.Seen, o.Answered, o.Seen))
			continue
		}
		parts = append(parts, reason+": "+v.Tests[reason].String())
	}
	return strings.Join(parts, "; ")
}

// compare returns the distances of two counts by bin, the reference's first, and their
// limits. Each has effect times the variance of independent samples.
func compare(ref, live []int, effect float64, ordered bool) (t Test) {
	n, m := float64(total(ref)), float64(total(live))
	size := 1 / (effect/n + effect/m) // as many independent samples of a known distribution
	k := float64(len(ref))
	var below, dist float64
	for i := range ref {
		p, q := (float64(ref[i])+0.5)/(n+0.5*k), (float64(live[i])+0.5)/(m+0.5*k)
		t.PSI += (q - p) * math.Log(q/p)
		below += float64(live[i])/m - float64(ref[i])/n
		dist = max(dist, math.Abs(below))
	}
	t.PSILimit = max(Material, distuv.ChiSquared{K: k - 1}.Quantile(1-Level)/size)
	if ordered {
		t.KS, t.KSLimit = dist, max(Material, math.Sqrt(math.Log(2/Level)/(2*size)))
	}
	return t
}

// leastExpected is the least number of expected presses of a cell of a chi-squared test.
const leastExpected = 5

// presses returns the presses of the reference and of the window by skill. Skills of which a
// window would have too few are one cell, with those that the reference does not have.
func (d *Detector) presses() (was, now []int) {
	n, m := 0, 0
	for _, c := range d.ref.Skills.Counts {
		n += c
	}
	for _, c := range d.skills {
		m += c
	}
	if n == 0 || m == 0 {
		return nil, nil
	}
	rest, restNow := 0, d.skills[""]
	for _, skill := range slices.Sorted(maps.Keys(d.ref.Skills.Counts)) {
		c := d.ref.Skills.Counts[skill]
		if float64(c)*float64(m) < leastExpected*float64(n) {
			rest, restNow = rest+c, restNow+d.skills[skill]
			continue
		}
		was, now = append(was, c), append(now, d.skills[skill])
	}
	if rest+restNow > 0 {
		was, now = append(was, rest), append(now, restNow)
	}
	return was, now
}

// collapsed reports whether fewer than half as many openings are answered as in the
// reference, and chance does not explain it.
func (d *Detector) collapsed() bool {
	o := d.ref.Openings
	if o.Seen == 0 || o.Answered == 0 || d.seen == 0 {
		return false
	}
	rate := float64(o.Answered) / float64(o.Seen)
	if float64(d.acted) >= rate/2*float64(d.seen) {
		return false
	}
	n := math.Floor(float64(d.seen) / o.DesignEffect)
	k := math.Ceil(float64(d.acted) / o.DesignEffect)
	return distuv.Binomial{N: n, P: min(rate, 1-1e-6)}.CDF(k) <= Level
}

func total(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}
