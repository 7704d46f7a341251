package inspect

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Schema names the JSON form of a Document.
const Schema = "kumite.inspect/1"

// Document is the result of an inspection.
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

	// Seen is the network's input for the last frame, nil if the model was not loaded.
	Seen *image.RGBA `json:"-"`
}

// Broken describes the violated rule. It returns "" if there is none.
func (d *Document) Broken() string {
	for _, r := range d.Rules {
		if r.Status == Broken {
			return fmt.Sprintf("model %s breaks a rule: %s", d.Model, r.Found)
		}
	}
	return ""
}

// Rule is a rule of the contract and its result.
type Rule struct {
	Rule   string `json:"rule"`
	Status Status `json:"status"`
	Found  string `json:"found,omitempty"` // if broken: what was found, and how to fix it
}

// Status is the result of checking a rule.
type Status string

// The results of checking a rule.
const (
	Kept       Status = "ok"
	Broken     Status = "broken"
	NotChecked Status = "not checked" // because an earlier rule is broken
)

// Contract is the contract that the file states.
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

// Decoder is the decoder's query and the source of each of its settings.
type Decoder struct {
	Query   string            `json:"query"`
	Sources map[string]string `json:"sources"` // by setting: contestant, metadata, sidecar or default
}

// Frame is the model's output for one frame.
type Frame struct {
	Frame    string    `json:"frame"`    // "zero", or the match or recording and the frame's number
	Scores   []float32 `json:"scores"`   // raw, by class
	Decision string    `json:"decision"` // with all skills available
}

// Canary compares the model's scores with those in a file.
type Canary struct {
	File  string  `json:"file"`
	Rows  int     `json:"rows"`
	Worst float64 `json:"worst_difference"`
	OK    bool    `json:"ok"`
}
