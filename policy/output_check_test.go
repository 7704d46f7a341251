package policy_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestAnOutputThatIsNotWhatItStatesIsWarnedOf(t *testing.T) {
	probabilities := [][]float32{{0.98, 0.015, 0.005}, {0.5, 0.25, 0.2502}}
	logits := [][]float32{{4, -1, 2}, {0.2, 0.3, 0.1}}
	logProbs := [][]float32{{-0.02, -4.2, -5.3}, {-0.6931, -1.3863, -1.3863}}
	for _, c := range []struct {
		name   string
		stated policy.Output
		rows   [][]float32
		want   string // "" for no warning
	}{
		{"softmax stated as logits", policy.Logits, probabilities, `set kumite.output to "probabilities"`},
		{"softmax stated as log-probabilities", policy.LogProbs, probabilities, `set kumite.output to "probabilities"`},
		{"logits stated as log-probabilities", policy.LogProbs, logits, `set kumite.output to "logits"`},
		{"sigmoid stated as logits", policy.Logits, [][]float32{{0.98, 0.02, 0.3}, {0.6, 0.01, 0.5}}, "export the model without its Sigmoid"},
		{"percent stated as logits", policy.Logits, [][]float32{{98, 1.5, 0.5}, {50, 25, 25.02}}, "each of 2 rows sums to 100,"},
		{"probabilities in 255ths stated as logits", policy.Logits, [][]float32{{250, 4, 1}, {255, 0, 0}}, "export the model without its Softmax"},
		{"sigmoid of random weights stated as logits", policy.Logits, [][]float32{{0.52, 0.47, 0.55}, {0.49, 0.51, 0.53}}, "export the model without its Sigmoid"},
		{"sigmoid of weights that are zero", policy.Logits, [][]float32{{0.5, 0.5, 0.5}, {0.5, 0.5, 0.5}}, "export the model without its Sigmoid"},
		{"softmax over the batch stated as logits", policy.Logits, [][]float32{{1, 1, 1}, {1, 1, 1}}, "every score of all 2 rows is 1, so that no class is preferred; a Softmax over the batch"},
		{"log-softmax over the batch stated as logits", policy.Logits, [][]float32{{0, 0, 0}, {0, 0, 0}}, "every score of all 2 rows is 0,"},
		{"a row of zeros among logits", policy.Logits, [][]float32{{0, 0, 0}, {4, -1, 2}}, ""},
		{"small logits of both signs", policy.Logits, [][]float32{{0.6, -0.3, 0.2}, {0.7, 0.4, -0.1}}, ""},
		{"a row of a sigmoid among logits", policy.Logits, [][]float32{{0.98, 0.02, 0.3}, {4, -1, 2}}, ""},
		{"logits above 0 of different sums", policy.Logits, [][]float32{{9, 3, 1}, {8, 3, 4}}, ""},
		{"the same scores in every row", policy.Logits, [][]float32{{3, 0, 0}, {3, 0, 0}}, ""},
		{"the same scores in another order", policy.Logits, [][]float32{{3, 0, 0}, {1, 2, 0}}, "each of 2 rows sums to 3,"},
		{"probabilities", policy.Probabilities, probabilities, ""},
		{"logits", policy.Logits, logits, ""},
		{"log-probabilities", policy.LogProbs, logProbs, ""},
		{"log-probabilities stated as logits, which decode alike", policy.Logits, logProbs, ""},
		{"one row of probabilities among logits", policy.Logits, [][]float32{probabilities[0], logits[0]}, ""},
		{"a single row", policy.Logits, probabilities[:1], ""},
	} {
		check := policy.NewOutputCheck(c.stated)
		for _, row := range c.rows {
			check.Add(row)
		}
		if got := check.Warning(); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q in it", c.name, got, c.want)
		}
	}
}
