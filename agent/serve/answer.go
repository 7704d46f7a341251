package serve

import (
	"slices"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
)

// answer holds the results for the inputs of a request.
type answer struct {
	version *version
	scores  []float32
	actions []string
	pAct    []float64
	reasons []string

	sent       []string      // of the actions
	queued     time.Time     // zero if nothing was
	queue, ran time.Duration // of the slowest input
}

// decided appends a decision.
func (a *answer) decided(v *version, d policy.Decision) {
	a.actions = append(a.actions, v.contract.Alias(d.Name()))
	if d.Sent() {
		a.sent = append(a.sent, a.actions[len(a.actions)-1])
	}
	a.pAct = append(a.pAct, d.PAct)
	reason := d.String()
	if problem := d.Problem(); problem != "" {
		reason = problem
	}
	a.reasons = append(a.reasons, reason)
}

// outputs returns the names of all outputs.
func (v *version) outputs() []string {
	return []string{v.contract.Scores, actionOutput, pActOutput, reasonOutput}
}

// hasOutputs returns an error if there is no output of one of the names, or if a name is
// repeated: a short request would have a huge answer.
func (v *version) hasOutputs(names []string) error {
	for i, name := range names {
		if slices.Contains(names[:min(i, len(v.outputs()))], name) {
			return status.Errorf(codes.InvalidArgument, "output %.40q is asked for twice", name)
		}
		if !slices.Contains(v.outputs(), name) {
			return status.Errorf(codes.InvalidArgument, "model %s has no output %.40q; it has %v", v.who.Name, name, v.outputs())
		}
	}
	return nil
}

// response returns the message with the outputs of these names, or all.
func (a *answer) response(id string, names []string) *oippb.ModelInferResponse {
	if len(names) == 0 {
		names = a.version.outputs()
	}
	n := int64(max(len(a.actions), 1))
	out := &oippb.ModelInferResponse{ModelName: a.version.who.Name, ModelVersion: a.version.id, Id: id}
	for _, name := range names {
		t := &oippb.ModelInferResponse_InferOutputTensor{Name: name, Shape: []int64{n}}
		var raw []byte
		switch name {
		case actionOutput:
			t.Datatype, raw = oip.BYTES, oip.AppendBytes(nil, a.actions)
		case pActOutput:
			t.Datatype, raw = oip.FP64, oip.AppendDoubles(nil, a.pAct)
		case reasonOutput:
			t.Datatype, raw = oip.BYTES, oip.AppendBytes(nil, a.reasons)
		default: // the scores
			k := int64(len(a.version.contract.Classes))
			t.Datatype, t.Shape = oip.FP32, []int64{int64(len(a.scores)) / k, k}
			raw = oip.AppendFloats(nil, a.scores)
		}
		out.Outputs = append(out.Outputs, t)
		out.RawOutputContents = append(out.RawOutputContents, raw)
	}
	return out
}
