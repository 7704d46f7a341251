package serve

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

type responseJSON struct {
	ModelName    string       `json:"model_name"`
	ModelVersion string       `json:"model_version"`
	ID           string       `json:"id,omitempty"`
	Outputs      []tensorJSON `json:"outputs"`
}

func errorJSON(message string) string {
	text, _ := json.Marshal(map[string]string{"error": message}) // strings can be marshalled
	return string(text)
}

// metadataJSON is a model's metadata in the HTTP half of the protocol.
func metadataJSON(m *oippb.ModelMetadataResponse) any {
	tensors := func(from []*oippb.ModelMetadataResponse_TensorMetadata) (to []tensorJSON) {
		for _, t := range from {
			to = append(to, tensorJSON{Name: t.GetName(), Datatype: t.GetDatatype(), Shape: t.GetShape()})
		}
		return to
	}
	parameters := map[string]any{}
	for key, p := range m.GetParameters() {
		switch x := p.GetParameterChoice().(type) {
		case *oippb.InferParameter_BoolParam:
			parameters[key] = x.BoolParam
		case *oippb.InferParameter_StringParam:
			parameters[key] = x.StringParam
		}
	}
	return struct {
		Name       string         `json:"name"`
		Versions   []string       `json:"versions"`
		Platform   string         `json:"platform"`
		Inputs     []tensorJSON   `json:"inputs"`
		Outputs    []tensorJSON   `json:"outputs"`
		Parameters map[string]any `json:"parameters"`
	}{m.GetName(), m.GetVersions(), m.GetPlatform(), tensors(m.GetInputs()), tensors(m.GetOutputs()), parameters}
}

// formatResponse returns the JSON of an answer and the binary tensors that follow it.
func formatResponse(out *oippb.ModelInferResponse, inBinary func(string) bool) (header, tensors []byte, err error) {
	doc := responseJSON{ModelName: out.GetModelName(), ModelVersion: out.GetModelVersion(), ID: out.GetId(), Outputs: []tensorJSON{}}
	for i, o := range out.GetOutputs() {
		t := tensorJSON{Name: o.GetName(), Datatype: o.GetDatatype(), Shape: o.GetShape()}
		raw := out.GetRawOutputContents()[i]
		if inBinary(t.Name) {
			t.Parameters = map[string]any{"binary_data_size": len(raw)}
			tensors = append(tensors, raw...)
		} else if t.Data, err = elementsJSON(t.Datatype, raw); err != nil {
			return nil, nil, fmt.Errorf("output %q: %w", t.Name, err)
		}
		doc.Outputs = append(doc.Outputs, t)
	}
	header, err = json.Marshal(doc)
	return header, tensors, err
}

// elementsJSON returns the elements of an output as a JSON array. A score that is not a
// finite number, which JSON cannot hold, is an error.
func elementsJSON(datatype string, raw []byte) (json.RawMessage, error) {
	var all any
	switch datatype {
	case oip.FP32:
		values := make([]float32, len(raw)/4)
		if err := oip.ReadFloats(values, datatype, raw); err != nil {
			return nil, err
		}
		all = values
	case oip.FP64:
		values := make([]float64, len(raw)/8)
		for i := range values {
			values[i] = math.Float64frombits(binary.LittleEndian.Uint64(raw[8*i:]))
		}
		all = values
	default: // BYTES
		texts := []string{}
		for len(raw) >= 4 {
			n := binary.LittleEndian.Uint32(raw)
			texts, raw = append(texts, string(raw[4:4+n])), raw[4+n:]
		}
		all = texts
	}
	return json.Marshal(all)
}
