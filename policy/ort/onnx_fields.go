package ort

import "google.golang.org/protobuf/encoding/protowire"

// The field numbers of onnx.proto, by message, of the fields that are read.

// ModelProto
const (
	modelIRVersion       protowire.Number = 1
	modelProducerName    protowire.Number = 2
	modelProducerVersion protowire.Number = 3
	modelGraph           protowire.Number = 7
	modelOpsetImport     protowire.Number = 8
	modelMetadataProps   protowire.Number = 14
	modelFunctions       protowire.Number = 25
)

// OperatorSetIdProto
const (
	opsetDomain  protowire.Number = 1
	opsetVersion protowire.Number = 2
)

// StringStringEntryProto
const (
	entryKey   protowire.Number = 1
	entryValue protowire.Number = 2
)

// FunctionProto
const (
	functionNode           protowire.Number = 7
	functionAttributeProto protowire.Number = 11
)

// GraphProto
const (
	graphNode              protowire.Number = 1
	graphInitializer       protowire.Number = 5
	graphInput             protowire.Number = 11
	graphOutput            protowire.Number = 12
	graphSparseInitializer protowire.Number = 15
)

// NodeProto
const (
	nodeInput     protowire.Number = 1
	nodeOutput    protowire.Number = 2
	nodeOpType    protowire.Number = 4
	nodeAttribute protowire.Number = 5
	nodeDomain    protowire.Number = 7
)

// AttributeProto
const (
	attributeName          protowire.Number = 1
	attributeI             protowire.Number = 3
	attributeS             protowire.Number = 4
	attributeT             protowire.Number = 5
	attributeG             protowire.Number = 6
	attributeInts          protowire.Number = 8
	attributeTensors       protowire.Number = 10
	attributeGraphs        protowire.Number = 11
	attributeSparseTensor  protowire.Number = 22
	attributeSparseTensors protowire.Number = 23
)

// TensorProto
const (
	tensorDims         protowire.Number = 1
	tensorDataType     protowire.Number = 2
	tensorFloatData    protowire.Number = 4
	tensorInt32Data    protowire.Number = 5
	tensorInt64Data    protowire.Number = 7
	tensorName         protowire.Number = 8
	tensorRawData      protowire.Number = 9
	tensorExternalData protowire.Number = 13
	tensorDataLocation protowire.Number = 14
)

// SparseTensorProto
const (
	sparseValues  protowire.Number = 1
	sparseIndices protowire.Number = 2
)

// ValueInfoProto
const (
	valueName protowire.Number = 1
	valueType protowire.Number = 2
)

// TypeProto
const (
	typeTensor       protowire.Number = 1
	typeSequence     protowire.Number = 4
	typeMap          protowire.Number = 5
	typeSparseTensor protowire.Number = 8
	typeOptional     protowire.Number = 9
)

// TypeProto.Sequence
const sequenceElemType protowire.Number = 1

// TypeProto.Tensor
const (
	tensorTypeElemType protowire.Number = 1
	tensorTypeShape    protowire.Number = 2
)

// TensorShapeProto
const shapeDim protowire.Number = 1

// TensorShapeProto.Dimension
const (
	dimValue protowire.Number = 1
	dimParam protowire.Number = 2
)
