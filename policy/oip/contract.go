package oip

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/protobuf/proto"

	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// The parameters of a model's metadata in which `kumite serve` states the hash of the
// model's files, and that the model has recurrent state. Its contract is in parameters
// with the names of a sidecar's keys.
const (
	HashKey     = "sha256"
	StatefulKey = "stateful"
)

// readContract reads what the numbers mean from the sidecar or the server, checks it
// against the tensors that the server states, and makes the buffers.
func (s *Session) readContract(m *oippb.ModelMetadataResponse, aliases map[string]string) error {
	meta := map[string]string{}
	for key, p := range m.GetParameters() {
		if strings.HasPrefix(key, "kumite.") {
			meta[key] = p.GetStringParam()
		}
	}
	source := "the server's metadata"
	sum := sha256.New()
	if s.address.Sidecar != "" {
		source = "sidecar " + s.address.Sidecar
		data, err := safefile.Read(s.address.Sidecar, safefile.Sidecar)
		if err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
		sum.Write(data)
		if err := policy.MergeSidecar(meta, data); err != nil {
			return fmt.Errorf("%s: %w", source, err)
		}
	} else if len(meta) == 0 {
		return errors.New("the server does not state what the numbers mean; name a sidecar with ?sidecar=FILE.json")
	}
	if err := policy.AddAliases(meta, aliases); err != nil {
		return err
	}
	graph := policy.Graph{Inputs: values(m.GetInputs()), Outputs: values(m.GetOutputs())}
	var err error
	if s.contract, err = policy.ParseContract(meta, graph, nil); err != nil {
		return fmt.Errorf("%s and the server's tensors: %w", source, err)
	}
	s.stateful = m.GetParameters()[StatefulKey].GetBoolParam()
	in, _ := graph.Input(s.contract.Frames)
	if err := s.setHash(m, sum); err != nil {
		return err
	}
	return s.prepare(in)
}

// setHash sets the hash that identifies the model: the one that the server states, or
// else that of everything it says of the model, with the sidecar. Runs store and compare
// it, so anything but a hash is an error.
func (s *Session) setHash(m *oippb.ModelMetadataResponse, sum interface {
	Write([]byte) (int, error)
	Sum([]byte) []byte
}) error {
	if stated := m.GetParameters()[HashKey].GetStringParam(); stated != "" && s.address.Sidecar == "" {
		if b, err := hex.DecodeString(stated); err != nil || len(b) != sha256.Size || hex.EncodeToString(b) != stated {
			return fmt.Errorf("the server states %s %.40q; want %d hexadecimal digits in lower case", HashKey, stated, 2*sha256.Size)
		}
		s.sha256 = stated
		return nil
	}
	text, _ := proto.MarshalOptions{Deterministic: true}.Marshal(m) // what was unmarshalled can be marshalled
	sum.Write(text)
	s.sha256 = hex.EncodeToString(sum.Sum(nil))
	return nil
}

// types are the contract's names of the protocol's datatypes.
var types = map[string]string{
	FP32: "float32", FP16: "float16", UINT8: "uint8", "FP64": "float64", "INT64": "int64", "INT32": "int32", "BOOL": "bool", BYTES: "string",
}

func values(tensors []*oippb.ModelMetadataResponse_TensorMetadata) []policy.Value {
	var all []policy.Value
	for _, t := range tensors {
		v := policy.Value{Name: t.GetName(), Type: types[t.GetDatatype()], Shape: t.GetShape()}
		if v.Type == "" {
			v.Type = t.GetDatatype()
		}
		all = append(all, v)
	}
	return all
}

// prepare makes the buffers and the request, which are reused.
func (s *Session) prepare(in policy.Value) error {
	spec := s.contract.Input
	shape, ok := Shape(spec, len(in.Shape))
	if !ok {
		return fmt.Errorf("input %q has rank %d; want 4 or 5", in.Name, len(in.Shape))
	}
	n, err := Elements(shape, maxElements)
	if err != nil {
		return err
	}
	if spec.Type == vision.Uint8 {
		s.input.Bytes = make([]uint8, n)
	} else {
		s.input.Floats = make([]float32, n)
	}
	s.scores = make([]float32, len(s.contract.Classes))
	s.request = &oippb.ModelInferRequest{
		ModelName:        s.address.Model,
		ModelVersion:     s.address.Version,
		Inputs:           []*oippb.ModelInferRequest_InferInputTensor{{Name: s.contract.Frames, Datatype: Datatype(spec.Type), Shape: shape}},
		Outputs:          []*oippb.ModelInferRequest_InferRequestedOutputTensor{{Name: s.contract.Scores}},
		RawInputContents: [][]byte{nil},
		Parameters:       map[string]*oippb.InferParameter{},
	}
	return nil
}

// maxElements bounds an input, as vision bounds its sides.
const maxElements = 1 << 26
