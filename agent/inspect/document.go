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
	Activations int64          `json:"activation_bytes"` // of float32 values between operators
	RSSGrowth   int64          `json:"rss_growth_bytes"` // of this process while loading the model; 0 if unknown

	Rules    []Rule    `json:"rules"`
	Contract *Contract `json:"contract"` // null when a rule is broken
	Decoder  *Decoder  `json:"decoder"`
	Frames   []Frame   `json:"frames"`
	Warnings []string  `json:"warnings,omitempty"` // what is valid and probably not meant
	Canary   *Canary   `json:"canary"`

	// Seen is the network's input for the last frame, nil if it was not loaded.
	Seen *image.RGBA `json:"-"`
}

// Broken describes the broken rule, or returns "" if all rules are kept.
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
	Found  string `json:"found,omitempty"` // if broken: the problem and how to fix it
}

// Status is the result of checking a rule.
type Status string

// The results.
const (
	Kept       Status = "ok"
	Broken     Status = "broken"
	NotChecked Status = "not checked" // an earlier rule is broken
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
