package main

import (
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// inspection is what `kumite inspect --json` prints.
type inspection struct {
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

	Rules    []inspectedRule   `json:"rules"`
	Contract *inspectedPromise `json:"contract"` // null when a rule is broken
	Decoder  *inspectedDecoder `json:"decoder"`
	Frames   []inspectedFrame  `json:"frames"`
	Canary   *inspectedCanary  `json:"canary"`
}

type inspectedRule struct {
	Rule   string `json:"rule"`
	Status string `json:"status"` // ok, broken, or not checked
	Found  string `json:"found,omitempty"`
}

type inspectedPromise struct {
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

type inspectedDecoder struct {
	Query   string            `json:"query"`
	Sources map[string]string `json:"sources"` // by setting
}

// inspectedFrame is what the model says of one frame.
type inspectedFrame struct {
	Frame    string    `json:"frame"`
	Scores   []float32 `json:"scores"`
	Decision string    `json:"decision"`
}

type inspectedCanary struct {
	File  string  `json:"file"`
	Rows  int     `json:"rows"`
	Worst float64 `json:"worst_difference"` // between a score and what it should be
	OK    bool    `json:"ok"`
}
