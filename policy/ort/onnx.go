package ort

// modelProto is a parsed ONNX file. It and the types below are named after the
// messages of onnx.proto and have the fields that this package uses. They hold
// copies, not views of the file's bytes.
type modelProto struct {
	irVersion       int64
	producerName    string
	producerVersion string
	opsetImport     []operatorSetIDProto
	metadataProps   map[string]string
	graph           *graphProto // never nil

	external  []*tensorProto // all tensors with external data, in file order
	dataFiles []string       // the distinct names of the files with external data
	random    randomness
	denormal  int64 // weights in the file
}

type operatorSetIDProto struct {
	domain  string // "" or "ai.onnx" for ONNX's own operators
	version int64
}

type graphProto struct {
	node              []nodeProto
	initializer       []*tensorProto
	sparseInitializer []*tensorProto // the values of each
	input, output     []valueInfoProto
}

type nodeProto struct {
	input, output []string
	opType        string
	domain        string // "" for ONNX's own operators
	attribute     []attributeProto
}

type attributeProto struct {
	name string
	ints []int64 // of i or ints; nil if there are more than maxValues
	s    string  // "" if it is longer than maxText
	t    *tensorProto
}

type valueInfoProto struct {
	name       string
	tensorType *tensorTypeProto // nil for a sequence, a map or an optional
	container  string           // of these, e.g. "sequence(map)"
}

type tensorTypeProto struct {
	elemType int32    // TensorProto.DataType
	shape    []int64  // −1 is a dynamic dimension; nil if not stated
	dims     []string // the names of dynamic dimensions, by axis
}

type tensorProto struct {
	name     string
	dims     []int64
	elements int64 // the product of dims
	denormal int64 // elements of its external data that are denormal
	dataType int32
	values   []int64 // of int64 and bool; nil if there are more than maxValues

	// External data. location is "" if the data is in the model's file.
	location string
	offset   int64
	length   int64 // −1 if not stated
	at       *message
	replaced []span // the fields that inlined data replaces
}

// attr returns an attribute of the node by name, or an empty one.
func (n *nodeProto) attr(name string) attributeProto {
	for _, a := range n.attribute {
		if a.name == name {
			return a
		}
	}
	return attributeProto{}
}
