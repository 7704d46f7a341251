package vision

import "fmt"

// Color is the colour format of the model's input. The zero Color is unset.
type Color uint8

const (
	Gray Color = iota + 1 // one channel, OpenCV's BGR2GRAY
	RGB                   // three channels: red, green, blue
)

// Channels returns 1 for Gray, 3 for RGB and 0 if unset.
func (c Color) Channels() int {
	switch c {
	case Gray:
		return 1
	case RGB:
		return 3
	}
	return 0
}

var colorNames = []string{"unset", "gray", "rgb"}

func (c Color) String() string { return name(colorNames, uint8(c)) }

// MarshalText writes "gray" or "rgb".
func (c Color) MarshalText() ([]byte, error) { return marshal("color", colorNames, uint8(c)) }

// UnmarshalText reads "gray" or "rgb".
func (c *Color) UnmarshalText(text []byte) error {
	return unmarshal("color", colorNames, text, (*uint8)(c))
}

// Layout is the order of the tensor's dimensions. The zero Layout is unset.
type Layout uint8

const (
	NCHW Layout = iota + 1 // one plane per channel
	NHWC                   // the channels of a pixel together
)

var layoutNames = []string{"unset", "NCHW", "NHWC"}

func (l Layout) String() string { return name(layoutNames, uint8(l)) }

// MarshalText writes "NCHW" or "NHWC".
func (l Layout) MarshalText() ([]byte, error) { return marshal("layout", layoutNames, uint8(l)) }

// UnmarshalText reads "NCHW" or "NHWC".
func (l *Layout) UnmarshalText(text []byte) error {
	return unmarshal("layout", layoutNames, text, (*uint8)(l))
}

// ElementType is the element type of the graph's input. The zero ElementType is unset.
type ElementType uint8

const (
	Float32 ElementType = iota + 1
	Float16             // prepared as float32 and rounded when the graph's input is filled
	Uint8
)

var elementNames = []string{"unset", "float32", "float16", "uint8"}

func (t ElementType) String() string { return name(elementNames, uint8(t)) }

func name(names []string, v uint8) string {
	if int(v) < len(names) {
		return names[v]
	}
	return fmt.Sprintf("unknown (%d)", v)
}

func marshal(what string, names []string, v uint8) ([]byte, error) {
	if v == 0 || int(v) >= len(names) {
		return nil, fmt.Errorf("write %s: %s", what, name(names, v))
	}
	return []byte(names[v]), nil
}

func unmarshal(what string, names []string, text []byte, v *uint8) error {
	for i, n := range names[1:] {
		if n == string(text) {
			*v = uint8(i + 1)
			return nil
		}
	}
	return fmt.Errorf("%s %q is unknown; want %s or %s", what, text, names[1], names[2])
}
