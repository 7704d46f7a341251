package policy

import "github.com/kumite/kumite/vision"

// NoAction is the name of the null class, the one that presses nothing, if a file
// does not name another.
const NoAction = "no_action"

// Output says what a network's scores are.
type Output string

// The kinds of output.
const (
	Logits        Output = "logits"
	LogProbs      Output = "log_probs"
	Probabilities Output = "probabilities"
)

// Semantics says which prior natural logits carry.
type Semantics string

// The semantics of logits. Natural ones come from plain cross-entropy and
// carry the prior of the data; balanced ones come from a balanced loss and
// carry a flat one, so that adjusting them again would count the prior twice.
const (
	Natural  Semantics = "natural"
	Balanced Semantics = "balanced"
)

// Contract is what a model file promises of its numbers. K is the number of
// classes.
type Contract struct {
	Classes     []string          // K names
	NoAction    int               // index of the null class
	Aliases     map[string]string // names of classes outside the file, by class; nil without any
	Binding                       // of the graph's inputs and outputs
	Input       vision.Spec
	Output      Output
	TrainPrior  []float64 // K shares that sum to 1, or nil when not stated
	Semantics   Semantics
	Temperature float64   // above 0
	Bias        []float64 // K, added after the temperature
	Decoder     string    // the default query, e.g. "decode=gate&gamma=-2.1"
	DelayTicks  *int32    // from a frame to its press, where the default query states it, else nil
	Folder      string    // of the model's file: the files that the default query names lie in it; "" if it may name none
	Tuned       string    // a JSON object that says how the settings were found, "" without one
	Reference   string    // a JSON object with statistics of the model on logs, as policy/drift reads it, "" without one
}

// The keys of metadata_props and sidecars.
const (
	keyVersion     = "kumite.version"
	keyClasses     = "kumite.classes"
	keyNoAction    = "kumite.no_action"
	keyAliases     = "kumite.aliases"
	keyInput       = "kumite.input"
	keyInputs      = "kumite.inputs"
	keyOutput      = "kumite.output"
	keyOutputs     = "kumite.outputs"
	keyState       = "kumite.state"
	keyPrior       = "kumite.train_prior"
	keySemantics   = "kumite.logit_semantics"
	keyTemperature = "kumite.temperature"
	keyBias        = "kumite.bias"
	keyDecoder     = "kumite.decoder"
	keyTuned       = "kumite.tuned"
	keyReference   = "kumite.reference"
)

var contractKeys = []string{keyVersion, keyClasses, keyNoAction, keyAliases, keyInput, keyInputs, keyOutput, keyOutputs, keyState, keyPrior, keySemantics, keyTemperature, keyBias, keyDecoder, keyTuned, keyReference}
