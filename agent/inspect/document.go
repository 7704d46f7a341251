package inspect

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Schema is the schema of a Document in JSON.
const Schema = "kumite.inspect/1"

// Document is what was found.
type Document struct {
	Schema string `json:"schema"`
	Model  string `json:"model"`
	SHA256 string `json:"sha256"`

	Producer    string         `json:"producer"`
	IR          int64          `json:"ir_version"`
	Opset       int64          `json:"opset"`
	Parameters  int64          `json:"parameters"`
	Operators   map[string]int `json:"operators"`
	FLOPs       int64          `json:"flops"`     // of convolutions and matrix products, one decision
	Uncounted   map[string]int `json:"uncounted"` // of these, whose size the graph leaves open
	FileBytes   int            `json:"file_bytes"`
	WeightBytes int64          `json:"weight_bytes"`
	Activations int64          `json:"activation_bytes"` // of float32 values between operators
	RSSGrowth   int64          `json:"rss_growth_bytes"` // of this process by loading and running it; 0 where unknown

	Rules    []Rule    `json:"rules"`
	Contract *Contract `json:"contract"` // null when a rule is broken
	Decoder  *Decoder  `json:"decoder"`
	Frames   []Frame   `json:"frames"`
	Canary   *Canary   `json:"canary"`

	// Seen is what the network sees of the last frame, nil when it was not loaded.
	Seen *image.RGBA `json:"-"`
}

// Broken says which rule is broken and how, "" when all are kept.
func (d *Document) Broken() string {
	for _, r := range d.Rules {
		if r.Status == Broken {
			return fmt.Sprintf("model %s breaks a rule: %s", d.Model, r.Found)
		}
	}
	return ""
}

// Rule is one rule of the contract.
type Rule struct {
	Rule   string `json:"rule"`
	Status Status `json:"status"`
	Found  string `json:"found,omitempty"` // where it is broken: what, and how to fix it
}

// Status is what became of a rule.
type Status string

// The states of a rule.
const (
	Kept       Status = "ok"
	Broken     Status = "broken"
	NotChecked Status = "not checked" // behind one that is broken
)

// Contract is what the file promises.
type Contract struct {
	Classes     []string          `json:"classes"`
	Input       vision.Spec       `json:"input"`
	Element     string            `json:"element"`
	Output      policy.Output     `json:"output"`
	Semantics   policy.Semantics  `json:"logit_semantics"`
	TrainPrior  []float64         `json:"train_prior"`
	Temperature float64           `json:"temperature"`
	Bias        []float64         `json:"bias"`
	Stated      map[string]string `json:"stated"` // by key: metadata or sidecar; others are defaults
}

// Decoder is the decoder's query, and who stated each of its settings.
type Decoder struct {
	Query   string            `json:"query"`
	Sources map[string]string `json:"sources"` // by setting: contestant, metadata, sidecar or default
}

// Frame is what the model says of one frame.
type Frame struct {
	Frame    string    `json:"frame"`    // "zero", or what was played and the frame's number
	Scores   []float32 `json:"scores"`   // raw, by class
	Decision string    `json:"decision"` // with every skill available
}

// Canary is how far scores are from those that a file says they should be.
type Canary struct {
	File  string  `json:"file"`
	Rows  int     `json:"rows"`
	Worst float64 `json:"worst_difference"`
	OK    bool    `json:"ok"`
}
