package ort

import (
	"cmp"

	"google.golang.org/protobuf/encoding/protowire"
)

func (r *reader) valueInfo(f field, v *valueInfoProto) error {
	return f.each(r.file, func(f field) error {
		switch f.number {
		case valueName:
			return f.text(&v.name)
		case valueType:
			return r.valueType(f, v)
		}
		return nil
	})
}

// containers are the types other than tensors, by field of TypeProto.
var containers = map[protowire.Number]string{
	typeSequence: "sequence", typeMap: "map", typeSparseTensor: "sparse_tensor", typeOptional: "optional",
}

func (r *reader) valueType(f field, v *valueInfoProto) error {
	return f.each(r.file, func(f field) error {
		if f.number == typeTensor {
			if v.tensorType == nil {
				v.tensorType = &tensorTypeProto{}
			}
			return r.tensorType(f, v.tensorType)
		}
		if kind := containers[f.number]; kind != "" {
			v.container = kind
		}
		if f.number != typeSequence {
			return nil
		}
		return f.each(r.file, func(f field) error {
			if f.number != sequenceElemType {
				return nil
			}
			var element valueInfoProto
			if err := r.valueType(f, &element); err != nil {
				return err
			}
			v.container = "sequence(" + cmp.Or(element.container, "tensor") + ")"
			return nil
		})
	})
}

func (r *reader) tensorType(f field, t *tensorTypeProto) error {
	return f.each(r.file, func(f field) error {
		switch f.number {
		case tensorTypeElemType:
			return f.int32(&t.elemType)
		case tensorTypeShape:
			if t.shape == nil {
				t.shape = []int64{}
			}
			return f.each(r.file, func(f field) error {
				if f.number != shapeDim {
					return nil
				}
				size, name := extend(&t.shape), extend(&t.dims)
				*size = -1
				return f.each(r.file, func(f field) error {
					switch f.number {
					case dimValue:
						return f.int64(size)
					case dimParam:
						return f.text(name)
					}
					return nil
				})
			})
		}
		return nil
	})
}
