package serve

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/policy/oip"
)

// tensorJSON is an input or output in the HTTP half of the protocol.
type tensorJSON struct {
	Name       string          `json:"name"`
	Datatype   string          `json:"datatype,omitempty"`
	Shape      []int64         `json:"shape,omitempty"`
	Parameters map[string]any  `json:"parameters,omitempty"`
	Data       json.RawMessage `json:"data,omitempty"`
}

type requestJSON struct {
	ID         string         `json:"id"`
	Parameters map[string]any `json:"parameters"`
	Inputs     []tensorJSON   `json:"inputs"`
	Outputs    []tensorJSON   `json:"outputs"`
}

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

// parseRequest parses a request, whose JSON is followed by binary tensors if it says so.
// binary says which outputs are wanted in binary.
func parseRequest(body []byte, headerLength string) (in *oippb.ModelInferRequest, binary func(output string) bool, err error) {
	header, rest := body, []byte(nil)
	if headerLength != "" {
		n, err := strconv.Atoi(headerLength)
		if err != nil || n < 0 || n > len(body) {
			return nil, nil, fmt.Errorf("the header of %d bytes cannot be %.20q bytes long", len(body), headerLength)
		}
		header, rest = body[:n], body[n:]
	}
	var doc requestJSON
	dec := json.NewDecoder(bytes.NewReader(header))
	dec.UseNumber()
	if err := dec.Decode(&doc); err != nil {
		return nil, nil, fmt.Errorf("the request is not JSON of the protocol: %w", err)
	}
	in = &oippb.ModelInferRequest{Id: doc.ID}
	if in.Parameters, err = parameters(doc.Parameters); err != nil {
		return nil, nil, err
	}
	for _, t := range doc.Inputs {
		raw, left, err := t.bytes(rest)
		if err != nil {
			return nil, nil, fmt.Errorf("input %.40q: %w", t.Name, err)
		}
		rest = left
		in.Inputs = append(in.Inputs, &oippb.ModelInferRequest_InferInputTensor{Name: t.Name, Datatype: t.Datatype, Shape: t.Shape})
		in.RawInputContents = append(in.RawInputContents, raw)
	}
	if len(rest) > 0 {
		return nil, nil, fmt.Errorf("%d bytes after the tensors; state them with binary_data_size", len(rest))
	}
	all, _ := doc.Parameters["binary_data_output"].(bool)
	wanted := map[string]bool{}
	for _, t := range doc.Outputs {
		in.Outputs = append(in.Outputs, &oippb.ModelInferRequest_InferRequestedOutputTensor{Name: t.Name})
		one, stated := t.Parameters["binary_data"].(bool)
		wanted[t.Name] = one || all && !stated
	}
	return in, func(output string) bool {
		if len(doc.Outputs) == 0 {
			return all
		}
		return wanted[output]
	}, nil
}

// bytes returns the elements of a tensor: from its data, or from the start of rest.
func (t tensorJSON) bytes(rest []byte) (raw, left []byte, err error) {
	if size, ok := t.Parameters["binary_data_size"]; ok {
		number, _ := size.(json.Number)
		n, err := number.Int64()
		if err != nil || n < 0 || n > int64(len(rest)) || t.Data != nil {
			return nil, nil, fmt.Errorf("binary_data_size is %v, and %d bytes follow; send no data beside it", size, len(rest))
		}
		return rest[:n], rest[n:], nil
	}
	if t.Datatype == oip.UINT8 {
		raw, err = appendNumbers(t.Data, func(dst []byte, v float64) ([]byte, error) {
			if v != math.Trunc(v) || v < 0 || v > math.MaxUint8 {
				return nil, fmt.Errorf("%v is not a whole number from 0 to 255", v)
			}
			return append(dst, byte(v)), nil
		})
	} else if t.Datatype == oip.FP32 {
		raw, err = appendNumbers(t.Data, func(dst []byte, v float64) ([]byte, error) {
			return binary.LittleEndian.AppendUint32(dst, math.Float32bits(float32(v))), nil
		})
	} else {
		err = fmt.Errorf("the datatype is %.20q; want %s or %s in JSON, or send the tensor in binary", t.Datatype, oip.FP32, oip.UINT8)
	}
	return raw, rest, err
}

// appendNumbers converts the numbers of a JSON array, flat or nested, in order.
func appendNumbers(data json.RawMessage, one func(dst []byte, v float64) ([]byte, error)) (raw []byte, err error) {
	if len(data) == 0 {
		return nil, errors.New("there is no data")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	for {
		token, err := dec.Token()
		if err == io.EOF {
			return raw, nil
		}
		if err != nil {
			return nil, err
		}
		switch x := token.(type) {
		case json.Delim:
			if x != '[' && x != ']' {
				return nil, errors.New("the data is not an array of numbers")
			}
		case float64:
			if raw, err = one(raw, x); err != nil {
				return nil, err
			}
		default:
			return nil, errors.New("the data is not an array of numbers")
		}
	}
}

// parameters converts the parameters of a request.
func parameters(from map[string]any) (map[string]*oippb.InferParameter, error) {
	to := map[string]*oippb.InferParameter{}
	for key, value := range from {
		switch x := value.(type) {
		case bool:
			to[key] = oip.Bool(x)
		case string:
			to[key] = oip.Text(x)
		case json.Number:
			n, err := x.Int64()
			if err != nil {
				return nil, fmt.Errorf("parameter %.40q is %.40q; want a whole number", key, x)
			}
			to[key] = &oippb.InferParameter{ParameterChoice: &oippb.InferParameter_Int64Param{Int64Param: n}}
		default:
			return nil, fmt.Errorf("parameter %.40q is neither text, a number nor a truth value", key)
		}
	}
	return to, nil
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
