package vision

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/kumite/kumite/internal/jsonfile"
)

// The bounds of a Spec.
const (
	MaxSide  = 4096 // pixels, width and height
	MaxStack = 64   // frames
)

// Spec describes a model's input: a rank-4 tensor of Channels × Height × Width (or
// Height × Width × Channels) elements for one decision.
//
// An element is (sample·Scale − Mean[c]) / Std[c], where sample is an 8-bit value from 0
// to 255 and c is the colour channel within the frame.
//
// Its JSON is the value of `kumite.input`, without Type, which the graph states. Fields
// that are missing in the JSON stay zero, to be filled by WithDefaults.
type Spec struct {
	Width  int         `json:"width,omitzero"`  // pixels, 1 to MaxSide
	Height int         `json:"height,omitzero"` // pixels, 1 to MaxSide
	Color  Color       `json:"color,omitzero"`
	Stack  int         `json:"stack,omitzero"` // frames seen at once, 1 to MaxStack
	Layout Layout      `json:"layout,omitzero"`
	Scale  float64     `json:"scale,omitzero"` // per sample step; not 0
	Mean   []float64   `json:"mean,omitempty"` // empty (zeros), one for all, or one per colour channel
	Std    []float64   `json:"std,omitempty"`  // empty (ones), one for all, or one per colour channel; above 0
	Type   ElementType `json:"-"`
}

// Channels returns the number of channels of the tensor: colour channels times stacked
// frames. The newest frame's channels are last; RGB is in the order red, green, blue.
func (s Spec) Channels() int { return s.Color.Channels() * s.Stack }

// Len returns the number of elements of the tensor.
func (s Spec) Len() int { return s.Channels() * s.Height * s.Width }

// PictureLen returns the number of samples of a Picture,
// Height × Width × Color.Channels().
func (s Spec) PictureLen() int { return s.Height * s.Width * s.Color.Channels() }

// Shape returns the tensor's shape for one decision: [1, C, H, W] or [1, H, W, C].
func (s Spec) Shape() [4]int64 {
	c, h, w := int64(s.Channels()), int64(s.Height), int64(s.Width)
	if s.Layout == NHWC {
		return [4]int64{1, h, w, c}
	}
	return [4]int64{1, c, h, w}
}

// WithDefaults returns s with zero fields taken from graph, which has the values that the
// graph states, and remaining zero fields set to the contract's defaults: layout NCHW,
// stack 1, and scale 1 for Uint8 or 1/255 for floats. The result is not validated.
func (s Spec) WithDefaults(graph Spec) Spec {
	if s.Width == 0 {
		s.Width = graph.Width
	}
	if s.Height == 0 {
		s.Height = graph.Height
	}
	if s.Color == 0 {
		s.Color = graph.Color
	}
	if s.Stack == 0 {
		s.Stack = max(graph.Stack, 1)
	}
	if s.Layout == 0 {
		s.Layout = graph.Layout
	}
	if s.Layout == 0 {
		s.Layout = NCHW
	}
	if s.Type == 0 {
		s.Type = graph.Type
	}
	if s.Scale == 0 {
		s.Scale = graph.Scale
	}
	if s.Scale == 0 {
		s.Scale = 1.0 / 255
		if s.Type == Uint8 {
			s.Scale = 1
		}
	}
	if len(s.Mean) == 0 {
		s.Mean = graph.Mean
	}
	if len(s.Std) == 0 {
		s.Std = graph.Std
	}
	return s
}

// WithShape is WithDefaults for a graph's input: its shape [N, C, H, W] or [N, H, W, C],
// with values below 1 for dynamic dimensions, and its element type. If s has no layout,
// it is NHWC only if the last dimension can be a channel count of s and the second
// cannot. If s has no colour, it is gray if C equals the stack and rgb if C is three
// times the stack.
//
// A static dimension that contradicts s is an error, which says so if the graph fits with
// the other layout, or with width and height exchanged.
func (s Spec) WithShape(shape [4]int64, element ElementType) (Spec, error) {
	got, err := s.fit(shape, element)
	if err == nil {
		return got, nil
	}
	other, turned := s, s
	if other.Layout = NHWC; got.Layout == NHWC {
		other.Layout = NCHW
	}
	turned.Width, turned.Height = s.Height, s.Width
	if _, no := other.fit(shape, element); no == nil {
		return got, errors.Join(err, fmt.Errorf("the graph fits layout %v; state that", other.Layout))
	}
	if _, no := turned.fit(shape, element); no == nil {
		return got, errors.Join(err, fmt.Errorf("the graph has width and height exchanged; transpose its input to %v in the export", got.Layout))
	}
	return got, err
}

// fit is WithShape without advice.
func (s Spec) fit(shape [4]int64, element ElementType) (Spec, error) {
	if s.Layout == 0 {
		s.Layout = NCHW
		smaller := 0 < shape[3] && shape[3] < shape[1] // it is the one that the error is about
		if !s.couldHave(shape[1]) && (s.couldHave(shape[3]) || smaller) {
			s.Layout = NHWC
		}
	}
	c, h, w := int(shape[1]), int(shape[2]), int(shape[3])
	if s.Layout == NHWC {
		h, w, c = int(shape[1]), int(shape[2]), int(shape[3])
	}
	stack := max(s.Stack, 1)
	graph := Spec{Width: max(w, 0), Height: max(h, 0), Type: element}
	switch c {
	case stack:
		graph.Color = Gray
	case 3 * stack:
		graph.Color = RGB
	}
	s = s.WithDefaults(graph)
	var wrong []error
	differ := func(what string, stated, has int) {
		if has > 0 && stated != has {
			wrong = append(wrong, fmt.Errorf("%s is %d but the graph has %d", what, stated, has))
		}
	}
	differ("width", s.Width, w)
	differ("height", s.Height, h)
	if s.Color != 0 {
		differ("channels ("+s.Color.String()+fmt.Sprintf(" × stack %d)", s.Stack), s.Channels(), c)
	} else if c > 0 {
		wrong = append(wrong, fmt.Errorf("the graph has %d channels, which is neither gray nor rgb × stack %d; state color and stack", c, s.Stack))
	}
	return s, errors.Join(wrong...)
}

// couldHave reports whether a dimension n of the graph can be the channel count of a spec
// with s's colour, if stated, and stack.
func (s Spec) couldHave(n int64) bool {
	stack := int64(max(s.Stack, 1))
	switch s.Color {
	case Gray:
		return n == stack
	case RGB:
		return n == 3*stack
	}
	return n == stack || n == 3*stack
}

// Validate reports every invalid field with its bound.
func (s Spec) Validate() error {
	var wrong []error
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("input spec: "+format, args...)) }
	if s.Width < 1 || s.Width > MaxSide {
		bad("width is %d; want 1 to %d", s.Width, MaxSide)
	}
	if s.Height < 1 || s.Height > MaxSide {
		bad("height is %d; want 1 to %d", s.Height, MaxSide)
	}
	if s.Color != Gray && s.Color != RGB {
		bad("color is %v; want gray or rgb", s.Color)
	}
	if s.Stack < 1 || s.Stack > MaxStack {
		bad("stack is %d; want 1 to %d", s.Stack, MaxStack)
	}
	if s.Layout != NCHW && s.Layout != NHWC {
		bad("layout is %v; want NCHW or NHWC", s.Layout)
	}
	if s.Type < Float32 || s.Type > Uint8 {
		bad("element type is %v; want float32, float16 or uint8", s.Type)
	}
	if s.Scale == 0 || math.IsNaN(s.Scale) || math.IsInf(s.Scale, 0) {
		bad("scale is %v; want a finite number other than 0", s.Scale)
	}
	perChannel := func(name string, values []float64, ok func(float64) bool, want string) {
		if n := len(values); n > 1 && n != s.Color.Channels() {
			bad("%s has %d values for %d colour channels; want none, one for all, or one for each", name, n, max(s.Color.Channels(), 1))
		}
		for i, v := range values {
			if !ok(v) || math.IsNaN(v) || math.IsInf(v, 0) {
				bad("%s[%d] is %v; want %s", name, i, v, want)
			}
		}
	}
	perChannel("mean", s.Mean, func(float64) bool { return true }, "a finite number")
	perChannel("std", s.Std, func(v float64) bool { return v > 0 }, "a finite number above 0")
	if s.Type == Uint8 {
		if s.Scale != 1 {
			bad("scale is %v for a uint8 model; want 1", s.Scale)
		}
		if len(s.Mean) > 0 || len(s.Std) > 0 {
			bad("mean and std are set for a uint8 model; want none")
		}
	}
	return errors.Join(wrong...)
}

// UnmarshalJSON decodes the value of `kumite.input`. Missing fields become zero and
// s.Type is kept. Unknown keys are an error.
func (s *Spec) UnmarshalJSON(data []byte) error {
	type plain Spec
	read := plain{Type: s.Type}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&read); err != nil {
		if field, unknown := strings.CutPrefix(err.Error(), "json: unknown field "); unknown {
			return fmt.Errorf("key %s is unknown; its keys are width, height, color, stack, layout, scale, mean, std", field)
		}
		return jsonfile.Explain(err)
	}
	*s = Spec(read)
	return nil
}
