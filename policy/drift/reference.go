package drift

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/kumite/kumite/internal/jsonfile"
)

// The features whose distributions are compared.
const (
	InputMean   = "input_mean"   // mean of the elements of the network's input
	InputSpread = "input_spread" // their standard deviation
	Confidence  = "confidence"   // calibrated probability of the likeliest class
	PAct        = "p_act"        // calibrated probability of acting
)

// Features returns the names of all features.
func Features() []string { return []string{InputMean, InputSpread, Confidence, PAct} }

// The bounds of a Reference.
const (
	MaxBins   = 32
	MaxSkills = 1024
	maxCount  = 1 << 40
)

// Reference holds the statistics of a model on logs. Counts are of samples, one for each
// second of the logs.
type Reference struct {
	LogsSHA256 string               `json:"logs_sha256"` // of the logs, "" if unknown
	Decoder    string               `json:"decoder"`     // the query that skills and openings are of
	Every      int                  `json:"every"`       // decisions in a second, 1 to 1000
	Recordings int                  `json:"recordings"`
	Features   map[string]Histogram `json:"features"` // by name
	Skills     Mix                  `json:"skills"`
	Openings   Openings             `json:"openings"`
}

// Histogram counts samples by the bins that the edges make. A sample lies in bin i if it is
// above edge i−1 and at most edge i.
type Histogram struct {
	Edges        []float64 `json:"edges"`         // ascending, one less than the bins
	Counts       []int     `json:"counts"`        // by bin
	DesignEffect float64   `json:"design_effect"` // variance between recordings over that of independent samples, at least 1
}

// Mix counts presses by skill.
type Mix struct {
	Counts       map[string]int `json:"counts"` // by class, in the model's names
	DesignEffect float64        `json:"design_effect"`
}

// Openings counts the seconds in which p_act reached a value.
type Openings struct {
	PAct         float64 `json:"p_act"`    // median on the frames in which the expert pressed
	Seen         int     `json:"seen"`     // seconds that reached it
	Answered     int     `json:"answered"` // of these, with a press of the model
	DesignEffect float64 `json:"design_effect"`
}

// Parse reads the JSON of a reference and checks it against its bounds.
func Parse(text string) (*Reference, error) {
	var r Reference
	if err := jsonfile.Decode([]byte(text), &r); err != nil {
		return nil, fmt.Errorf("the reference statistics cannot be read: %w; write them again with kumite tune or kumite eval --reference", err)
	}
	if err := r.Validate(); err != nil {
		return nil, fmt.Errorf("the reference statistics are out of bounds: %w; write them again with kumite tune or kumite eval --reference", err)
	}
	return &r, nil
}

// Validate reports the first value that is out of bounds.
func (r *Reference) Validate() error {
	if r.Every < 1 || r.Every > 1000 {
		return fmt.Errorf("every is %d; want 1 to 1000", r.Every)
	}
	if r.Recordings < 0 || r.Recordings > maxCount {
		return fmt.Errorf("recordings is %d; want 0 to %d", r.Recordings, maxCount)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Features)) {
		if !slices.Contains(Features(), name) {
			return fmt.Errorf("feature %.40q is unknown; want %v", name, Features())
		}
		if err := r.Features[name].validate(); err != nil {
			return fmt.Errorf("feature %s: %w", name, err)
		}
	}
	if len(r.Skills.Counts) > MaxSkills {
		return fmt.Errorf("%d skills; want at most %d", len(r.Skills.Counts), MaxSkills)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Skills.Counts)) {
		if n := r.Skills.Counts[name]; n < 0 || n > maxCount {
			return fmt.Errorf("skill %.40q has count %d; want 0 to %d", name, n, maxCount)
		}
	}
	o := r.Openings
	if !(o.PAct >= 0 && o.PAct <= 1) || o.Answered < 0 || o.Answered > o.Seen || o.Seen > maxCount {
		return fmt.Errorf("openings: p_act %v, seen %d, answered %d; want p_act from 0 to 1, and answered of seen", o.PAct, o.Seen, o.Answered)
	}
	return errors.Join(effect("skills", r.Skills.DesignEffect), effect("openings", o.DesignEffect))
}

func (h Histogram) validate() error {
	if len(h.Counts) < 1 || len(h.Counts) > MaxBins || len(h.Edges) != len(h.Counts)-1 {
		return fmt.Errorf("%d counts and %d edges; want 1 to %d counts, and one edge less", len(h.Counts), len(h.Edges), MaxBins)
	}
	for i, e := range h.Edges {
		if math.IsNaN(e) || math.IsInf(e, 0) || i > 0 && e <= h.Edges[i-1] {
			return fmt.Errorf("edge %d is %v; want ascending numbers", i, e)
		}
	}
	for i, n := range h.Counts {
		if n < 0 || n > maxCount {
			return fmt.Errorf("count %d is %d; want 0 to %d", i, n, maxCount)
		}
	}
	return effect("the histogram", h.DesignEffect)
}

func effect(of string, x float64) error {
	if !(x >= 1 && x <= 1e6) {
		return fmt.Errorf("design_effect of %s is %v; want 1 to 1000000", of, x)
	}
	return nil
}

// Bin returns the bin of a value.
func (h Histogram) Bin(x float64) int {
	i, _ := slices.BinarySearch(h.Edges, x)
	return i
}
