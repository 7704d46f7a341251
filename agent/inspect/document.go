package inspect

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Schema is the schema of a Document in JSON.
const Schema = "kumite.inspect/1"

// Document is the result of an inspection.
type Document struct {
	Schema string `json:"schema"`
	Model  string `json:"model"`
	SHA256 string `json:"sha256"`
	policy.FileHashes

	Producer    string         `json:"producer"`
	IR          int64          `json:"ir_version"`
	Opset       int64          `json:"opset"`
	Parameters  int64          `json:"parameters"`
	Operators   map[string]int `json:"operators"`
	FLOPs       int64          `json:"flops"`     // of convolutions and matrix products, one decision
	Uncounted   map[string]int `json:"uncounted"` // of these, by operator, where the graph leaves the size open
	FileBytes   int            `json:"file_bytes"`
	WeightBytes int64          `json:"weight_bytes"`
	Denormal    int64          `json:"denormal_weights,omitempty"`
	Activations int64          `json:"activation_bytes"` // of float32 values between operators
	RSSGrowth   int64          `json:"rss_growth_bytes"` // of this process while loading the model; 0 if unknown

	Rules    []Rule    `json:"rules"`
	Contract *Contract `json:"contract"` // null when a rule of the contract is broken
	Decoder  *Decoder  `json:"decoder"`
	Frames   []Frame   `json:"frames"`
	Warnings []string  `json:"warnings,omitempty"` // what is valid and probably not meant
	Canary   *Canary   `json:"canary"`

	// Seen is the network's input for the last frame, nil if it was not loaded.
	Seen *image.RGBA `json:"-"`
}

// Broken describes the first broken rule in one line and says how many there are, or
// returns "" if all rules are kept.
func (d *Document) Broken() string {
	first, n := "", 0
	for _, r := range d.Rules {
		if r.Status != Broken {
			continue
		}
		if n++; n == 1 {
			first = r.Found
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("model %s breaks a rule: %s", d.Model, first)
	}
	return fmt.Sprintf("model %s breaks %d rules, first: %s", d.Model, n, first)
}

// Rule is one rule of the contract.
type Rule struct {
	Rule   string `json:"rule"`
	Status Status `json:"status"`
	Found  string `json:"found,omitempty"` // if broken: the problem and how to fix it
}

// Status is the result of checking a rule.
type Status string

// The results.
const (
	Kept       Status = "ok"
	Broken     Status = "broken"
	NotChecked Status = "not checked" // a rule that it builds on is broken
)

// Contract is the contract as the file states it, with defaults filled in.
type Contract struct {
	Classes     []string          `json:"classes"`
	Input       vision.Spec       `json:"input"`
	Element     string            `json:"element"`
	Output      policy.Output     `json:"output"`
	Semantics   policy.Semantics  `json:"logit_semantics"`
	TrainPrior  []float64         `json:"train_prior"`
	Temperature float64           `json:"temperature"`
	Bias        []float64         `json:"bias"`
	Stated      map[string]string `json:"stated"` // by key: metadata or sidecar; other keys have defaults

	// Set for models with more than one input or output.
	Outputs map[string]string  `json:"outputs,omitempty"` // by role, "scores": the name of the output
	State   map[string]string  `json:"state,omitempty"`   // by output: the input that it is fed back to
	Inputs  map[string]float64 `json:"inputs,omitempty"`  // constants by input; 1 and 0 for true and false
}

// bind records which inputs and outputs of a graph are used for what.
func (c *Contract) bind(b policy.Binding, g policy.Graph) {
	if len(g.Outputs) > 1 {
		c.Outputs = map[string]string{"scores": b.Scores}
	}
	if len(b.State) > 0 {
		c.State = map[string]string{}
	}
	for _, s := range b.State {
		c.State[s.Output] = s.Input
	}
	if len(b.Constants) > 0 {
		c.Inputs = map[string]float64{}
	}
	for _, x := range b.Constants {
		c.Inputs[x.Input] = x.Value
	}
}

// Decoder is the decoder's query and the source of each setting.
type Decoder struct {
	Query   string            `json:"query"`
	Sources map[string]string `json:"sources"` // by setting: contestant, metadata, sidecar or default
}

// Frame holds the model's scores and decision for one frame.
type Frame struct {
	Frame    string    `json:"frame"`    // "zero", or "match" or the recording's name and the frame's number
	Scores   []float32 `json:"scores"`   // raw, by class
	Decision string    `json:"decision"` // with every skill available
}

// Canary compares scores with the expected ones of a canary file.
type Canary struct {
	File  string  `json:"file"`
	Rows  int     `json:"rows"`
	Worst float64 `json:"worst_difference"`
	OK    bool    `json:"ok"`
}
