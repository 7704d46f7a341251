package ort

// The longest lists of integers and string attributes that are kept. Shapes, axes and
// paddings are far shorter; longer ones are data.
const (
	maxValues = 128
	maxText   = 64
)

// reader parses an ONNX file in one pass, with one method per message.
type reader struct {
	file      []byte
	model     modelProto
	dataFiles map[string]bool // the elements of model.dataFiles
}

// readModel parses a file. It copies names and short lists but no weights.
func readModel(file []byte) (*modelProto, error) {
	r := reader{file: file, model: modelProto{metadataProps: map[string]string{}}, dataFiles: map[string]bool{}}
	m := &r.model
	whole := message{span: span{0, len(file)}}
	err := whole.each(file, func(f field) error {
		switch f.number {
		case modelIRVersion:
			return f.int64(&m.irVersion)
		case modelProducerName:
			return f.text(&m.producerName)
		case modelProducerVersion:
			return f.text(&m.producerVersion)
		case modelGraph:
			if m.graph == nil {
				m.graph = &graphProto{}
			}
			return r.graph(f, m.graph)
		case modelOpsetImport:
			return r.opset(f, extend(&m.opsetImport))
		case modelMetadataProps:
			key, value, err := r.entry(f)
			m.metadataProps[key] = value
			return err
		case modelFunctions:
			return r.function(f)
		}
		return nil
	})
	if err == nil && m.graph == nil {
		err = errBroken
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// extend appends a zero element to a list and returns a pointer to it.
func extend[T any](list *[]T) *T {
	var empty T
	*list = append(*list, empty)
	return &(*list)[len(*list)-1]
}

func (r *reader) opset(f field, o *operatorSetIDProto) error {
	return f.each(r.file, func(f field) error {
		switch f.number {
		case opsetDomain:
			return f.text(&o.domain)
		case opsetVersion:
			return f.int64(&o.version)
		}
		return nil
	})
}

func (r *reader) entry(f field) (key, value string, err error) {
	err = f.each(r.file, func(f field) error {
		switch f.number {
		case entryKey:
			return f.text(&key)
		case entryValue:
			return f.text(&value)
		}
		return nil
	})
	return key, value, err
}

// function reads the tensors of a function's nodes and attributes.
func (r *reader) function(f field) error {
	defer r.model.random.enter()()
	return f.each(r.file, func(f field) error {
		switch f.number {
		case functionNode:
			return r.node(f, &nodeProto{})
		case functionAttributeProto: // a default value
			return r.attribute(f, &attributeProto{})
		}
		return nil
	})
}

func (r *reader) graph(f field, g *graphProto) error {
	return f.each(r.file, func(f field) error {
		switch f.number {
		case graphNode:
			return r.node(f, extend(&g.node))
		case graphInitializer:
			t, err := r.tensor(f)
			if err == nil {
				r.model.random.addConstant(t.name, t)
			}
			g.initializer = append(g.initializer, t)
			return err
		case graphInput:
			return r.valueInfo(f, extend(&g.input))
		case graphOutput:
			return r.valueInfo(f, extend(&g.output))
		case graphSparseInitializer:
			t, err := r.sparseTensor(f)
			g.sparseInitializer = append(g.sparseInitializer, t)
			return err
		}
		return nil
	})
}

func (r *reader) node(f field, n *nodeProto) error {
	err := f.each(r.file, func(f field) error {
		switch f.number {
		case nodeInput:
			return f.text(extend(&n.input))
		case nodeOutput:
			return f.text(extend(&n.output))
		case nodeOpType:
			return f.text(&n.opType)
		case nodeDomain:
			return f.text(&n.domain)
		case nodeAttribute:
			return r.attribute(f, extend(&n.attribute))
		}
		return nil
	})
	if err == nil {
		r.model.random.addNode(n)
	}
	return err
}

func (r *reader) attribute(f field, a *attributeProto) error {
	err := f.each(r.file, func(f field) (err error) {
		switch f.number {
		case attributeName:
			return f.text(&a.name)
		case attributeI, attributeInts:
			return f.ints(&a.ints, maxValues)
		case attributeS:
			if len(f.body) <= maxText {
				return f.text(&a.s)
			}
		case attributeT:
			a.t, err = r.tensor(f)
			return err
		case attributeG, attributeGraphs:
			return r.graph(f, &graphProto{}) // the body of If, Loop or Scan, for its tensors
		case attributeTensors:
			_, err = r.tensor(f)
			return err
		case attributeSparseTensor, attributeSparseTensors:
			_, err = r.sparseTensor(f)
			return err
		}
		return nil
	})
	if len(a.ints) > maxValues {
		a.ints = nil
	}
	return err
}

func (r *reader) sparseTensor(f field) (values *tensorProto, err error) {
	values = &tensorProto{}
	err = f.each(r.file, func(f field) (err error) {
		switch f.number {
		case sparseValues:
			values, err = r.tensor(f)
		case sparseIndices:
			_, err = r.tensor(f)
		}
		return err
	})
	return values, err
}
