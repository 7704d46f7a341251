package vision

import "fmt"

// Stack holds the last pictures of a match and writes Spec.Stack of them as a tensor, newest
// last: consecutive ones, or those Space pushes apart. At the start of a match its first
// picture is repeated.
//
// Every [Seer] uses it: a Seer writes a picture to Next, calls Push and then Fill. Its
// methods do not allocate. Calls must not overlap.
type Stack struct {
	spec     Spec
	pictures [][]uint8 // ring, H×W×C
	floats   ring[float32]
	bytes    ring[uint8]
	space    int // pushes from a picture of the tensor to the next
	newest   int // slot of the newest picture
	pushed   int // pictures since Reset, at most the slots
}

// NewStack returns an empty stack for a valid spec.
func NewStack(spec Spec) (*Stack, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	s := &Stack{spec: spec}
	s.Space(1)
	return s, nil
}

// Space sets how many pushes the pictures of a tensor are apart, 1 or more, and removes all
// pictures. The new stack's pictures are consecutive.
func (s *Stack) Space(pushes int) {
	s.space, s.pushed, s.newest = pushes, 0, 0
	s.pictures = make([][]uint8, (s.spec.Stack-1)*pushes+1)
	for i := range s.pictures {
		s.pictures[i] = make([]uint8, s.spec.PictureLen())
	}
	if s.spec.Type == Uint8 {
		s.bytes = newRing(s.spec, len(s.pictures), func(_, sample int) uint8 { return uint8(sample) })
	} else {
		s.floats = newRing(s.spec, len(s.pictures), s.spec.element)
	}
}

// Spec returns the stack's spec.
func (s *Stack) Spec() Spec { return s.spec }

// Next returns the buffer for the next picture, Spec().PictureLen() samples in the order
// row, column, channel. It is the stack's memory and valid until Push.
func (s *Stack) Next() []uint8 { return s.pictures[s.next()] }

func (s *Stack) next() int { return (s.newest + 1) % len(s.pictures) }

// Push makes the picture in Next the newest.
func (s *Stack) Push() {
	s.advance()
	if s.spec.Type == Uint8 {
		s.bytes.convert(s.newest, s.pictures[s.newest])
	} else {
		s.floats.convert(s.newest, s.pictures[s.newest])
	}
}

// advance makes the picture in Next the newest, without its elements.
func (s *Stack) advance() {
	s.newest = s.next()
	s.pushed = min(s.pushed+1, len(s.pictures))
}

// Reset removes all pictures.
func (s *Stack) Reset() { s.pushed = 0 }

// Picture returns the newest picture, without samples before the first Push. Its memory
// is the stack's and unchanged until Spec().Stack more calls of Push, until Space, or until the buffer
// of Next is written.
func (s *Stack) Picture() Picture {
	p := Picture{Width: s.spec.Width, Height: s.spec.Height, Channels: s.spec.Color.Channels()}
	if s.pushed > 0 {
		p.Pix = s.pictures[s.newest]
	}
	return p
}

// Fill writes every element of in.
func (s *Stack) Fill(in Input) error {
	if err := in.fits(s.spec); err != nil {
		return err
	}
	if s.pushed == 0 {
		return fmt.Errorf("fill input: no frame was pushed since the start of the match; push one first")
	}
	if in.Bytes != nil {
		s.bytes.fill(s, in.Bytes)
	} else {
		s.floats.fill(s, in.Floats)
	}
	return nil
}

// slot returns the slot of the picture of the given age in pushes; 0 is the newest.
func (s *Stack) slot(age int) int {
	age = min(age, s.pushed-1)
	return (s.newest - age + len(s.pictures)) % len(s.pictures)
}

// element returns the tensor's element for a sample of colour channel c.
func (s Spec) element(c, sample int) float32 {
	at := func(values []float64, otherwise float64) float64 {
		switch len(values) {
		case 0:
			return otherwise
		case 1:
			return values[0]
		}
		return values[c]
	}
	return float32((float64(sample)*s.Scale - at(s.Mean, 0)) / at(s.Std, 1))
}
