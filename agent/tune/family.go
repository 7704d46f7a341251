package tune

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
)

// family is a kind of decoder with the setting that is searched; the others
// stay as the model's query has them.
type family struct {
	name    string
	setting string // "" where there is nothing to search
	grid    func(odds []float64, pressed float64) []float64
}

// families are those that can be tuned, in the order in which "all" tries
// them. A grid is made for calibrated log odds of acting, rising, and the share
// of frames that hold a press.
var families = []family{
	{"gate", "gamma", gateGrid},
	{"logit_adjust", "tau", fixedGrid(spaced(0, 1.2, 25))},
	{"target_prior", "act", fixedGrid(spread(0.005, 0.8, 25))},
	{"class_threshold", "theta", fixedGrid(spread(0.003, 0.8, 25))},
	{"sample", "temperature", fixedGrid(spread(0.3, 3, 15))},
	{"hazard", "threshold", fixedGrid(spread(0.01, 5, 25))},
	{"cost", "", fixedGrid([]float64{math.NaN()})},
}

// Decoders are what Config.Decoder takes.
func Decoders() []string {
	names := make([]string, 0, len(families)+1)
	for _, f := range families {
		names = append(names, f.name)
	}
	return append(names, "all")
}

// gateGrid is every tenth from acting on half of all frames to acting on a
// tenth as many as the expert.
func gateGrid(odds []float64, pressed float64) []float64 {
	low, high := stats.Quantile(odds, 0.5), stats.Quantile(odds, 1-pressed/10)
	var grid []float64
	for g := math.Floor(low * 10); g <= math.Ceil(high*10); g++ {
		grid = append(grid, g/10)
	}
	for len(grid) > 200 { // odds that lie far apart
		thin := grid[:0]
		for i := 0; i < len(grid); i += 2 {
			thin = append(thin, grid[i])
		}
		grid = thin
	}
	return grid
}

func fixedGrid(values []float64) func([]float64, float64) []float64 {
	return func([]float64, float64) []float64 { return values }
}

// spaced is n values from low to high, equally far apart.
func spaced(low, high float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = round(low+(high-low)*float64(i)/float64(n-1), 4)
	}
	return all
}

// spread is n values from low to high, each as many times the last.
func spread(low, high float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = round(low*math.Pow(high/low, float64(i)/float64(n-1)), 3)
	}
	return all
}

// round keeps so many significant digits, for a query that a person can read.
func round(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// baseQuery is the model's decoder as its contestant string and its file have
// it, with a refractory of its own where neither states one.
func baseQuery(contract policy.Contract, query string, refractory int) (url.Values, error) {
	d, err := policy.NewDecoder(contract, query)
	if err != nil {
		return nil, err
	}
	q, err := url.ParseQuery(d.String())
	if err != nil {
		return nil, fmt.Errorf("decoder query %q: %w", d, err)
	}
	given, err := url.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("decoder query %q: %w", query, err)
	}
	stated := given.Has("refractory") || !given.Has("decode") && strings.Contains(contract.Decoder, "refractory=")
	if !stated {
		q.Set("refractory", strconv.Itoa(refractory))
	}
	return q, nil
}

// query is the family's decoder at a value of its setting, over a base.
func (f family) query(base url.Values, contract policy.Contract, costFile string, value float64) string {
	q := url.Values{}
	same := base.Get("decode") == f.name
	for k, v := range base {
		if same || slices.ContainsFunc(policy.Wrappers(), func(s policy.Setting) bool { return s.Name == k }) || k == "mask" {
			q[k] = v
		}
	}
	q.Set("decode", f.name)
	if f.setting != "" {
		q.Set(f.setting, strconv.FormatFloat(value, 'g', -1, 64))
	}
	if f.name == "gate" && !same && (contract.Semantics == policy.Balanced || contract.TrainPrior == nil) {
		q.Set("tau_skill", "0")
	}
	if f.name == "cost" {
		q.Set("cost", costFile)
		q.Del("cost_sha256")
	}
	return q.Encode()
}
