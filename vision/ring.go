package vision

// ring holds the pictures of a stack as tensor elements, so that each picture is
// converted only once. It has a slot for each.
type ring[T float32 | uint8] struct {
	channels int
	layout   Layout
	table    [][256]T // by colour channel: sample → element
	slots    [][]T    // C×H×W for NCHW, H×W×C for NHWC
}

func newRing[T float32 | uint8](spec Spec, slots int, element func(c, sample int) T) ring[T] {
	r := ring[T]{channels: spec.Color.Channels(), layout: spec.Layout}
	r.table = make([][256]T, r.channels)
	for c := range r.table {
		for v := range 256 {
			r.table[c][v] = element(c, v)
		}
	}
	r.slots = make([][]T, slots)
	for i := range r.slots {
		r.slots[i] = make([]T, spec.PictureLen())
	}
	return r
}

// convert converts a picture (row, column, channel) into a slot.
func (r *ring[T]) convert(slot int, picture []uint8) {
	dst := r.slots[slot]
	if r.channels == 1 {
		table := &r.table[0]
		for i, v := range picture[:len(dst)] {
			dst[i] = table[v]
		}
		return
	}
	red, green, blue := &r.table[0], &r.table[1], &r.table[2]
	n := len(dst) / 3
	if r.layout == NHWC {
		for i := range n {
			p, d := picture[3*i:][:3], dst[3*i:][:3]
			d[0], d[1], d[2] = red[p[0]], green[p[1]], blue[p[2]]
		}
		return
	}
	dr, dg, db := dst[:n], dst[n:2*n], dst[2*n:]
	for i := range n {
		p := picture[3*i:][:3]
		dr[i], dg[i], db[i] = red[p[0]], green[p[1]], blue[p[2]]
	}
}

// fill copies the slots to the tensor, oldest first.
func (r *ring[T]) fill(s *Stack, tensor []T) {
	depth := s.spec.Stack
	for k := range depth {
		src := r.slots[s.slot((depth-1-k)*s.space)]
		if r.layout == NCHW || depth == 1 {
			copy(tensor[k*len(src):], src)
			continue
		}
		for i, to := 0, k*r.channels; i < len(src); i, to = i+r.channels, to+depth*r.channels {
			copy(tensor[to:to+r.channels], src[i:])
		}
	}
}
