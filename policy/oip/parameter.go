package oip

import "github.com/kumite/kumite/internal/oippb"

// The parameters of a request that belongs to a sequence, as in Triton's extension.
const (
	SequenceID    = "sequence_id"
	SequenceStart = "sequence_start"
	SequenceEnd   = "sequence_end"
)

// Text returns a parameter.
func Text(value string) *oippb.InferParameter {
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_StringParam{StringParam: value}}
}

// Bool returns a parameter.
func Bool(value bool) *oippb.InferParameter {
	return &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_BoolParam{BoolParam: value}}
}
