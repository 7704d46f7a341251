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

// family is a kind of decoder with its main setting. The other settings stay as in
// the model's query.
type family struct {
	name    string
	setting string // "" if there is nothing to search
	grid    func(odds []float64, pressed float64) []float64
}

// families are the decoders that can be tuned, in the order in which "all" tries
// them. A grid depends on the calibrated log odds of acting in ascending order and
// the share of frames with a press.
var families = []family{
	{"gate", "gamma", gateGrid},
	{"logit_adjust", "tau", fixedGrid(linear(0, 1.2, 25))},
	{"target_prior", "act", fixedGrid(geometric(0.005, 0.8, 25))},
	{"class_threshold", "theta", fixedGrid(geometric(0.003, 0.8, 25))},
	{"sample", "temperature", fixedGrid(geometric(0.3, 3, 15))},
	{"hazard", "threshold", fixedGrid(geometric(0.01, 5, 25))},
	{"cost", "", fixedGrid([]float64{math.NaN()})},
}

// Decoders returns the values of Config.Decoder.
func Decoders() []string {
	names := make([]string, 0, len(families)+1)
	for _, f := range families {
		names = append(names, f.name)
	}
	return append(names, "all")
}

// gateGrid returns values of gamma in steps of 0.1, from acting on half of all
// frames to acting on a tenth as many as the expert.
func gateGrid(odds []float64, pressed float64) []float64 {
	low, high := stats.Quantile(odds, 0.5), stats.Quantile(odds, 1-pressed/10)
	var grid []float64
	for g := math.Floor(low * 10); g <= math.Ceil(high*10); g++ {
		grid = append(grid, g/10)
	}
	for len(grid) > 200 { // a wide range of odds
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

// linear returns n equally spaced values from low to high.
func linear(low, high float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = round(low+(high-low)*float64(i)/float64(n-1), 4)
	}
	return all
}

// geometric returns n values from low to high in a geometric progression.
func geometric(low, high float64, n int) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = round(low*math.Pow(high/low, float64(i)/float64(n-1)), 3)
	}
	return all
}

// round rounds v to a number of significant digits, for readable queries.
func round(v float64, digits int) float64 {
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', digits, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// baseQuery returns the decoder query of the contestant string and the model file,
// with the given refractory period if neither states one.
func baseQuery(contract policy.Contract, query string, refractory int) (url.Values, error) {
	d, err := policy.NewDecoder(contract, query)
	if err != nil {
		return nil, err
	}
	q, err := policy.ParseQuery(d.String())
	if err != nil {
		return nil, fmt.Errorf("decoder query %q: %w", d, err)
	}
	given, err := policy.ParseQuery(query)
	if err != nil {
		return nil, fmt.Errorf("decoder query %q: %w", query, err)
	}
	stated := given.Has("refractory") || !given.Has("decode") && strings.Contains(contract.Decoder, "refractory=")
	if !stated {
		q.Set("refractory", strconv.Itoa(refractory))
	}
	return q, nil
}

// query returns the query of the family's decoder at a value of its main setting,
// with the other settings from base.
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
	return policy.EncodeQuery(q)
}
