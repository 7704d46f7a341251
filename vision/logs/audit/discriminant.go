package audit

import (
	"errors"

	"gonum.org/v1/gonum/mat"
)

// ridge is the share of the mean variance that is added to each feature's.
const ridge = 0.1

// discriminant is the covariance of a half of the recordings, ready to be
// solved for any marks: Fisher's linear discriminant with a ridge.
type discriminant struct {
	chol mat.Cholesky
	ok   bool // false where nothing ever changes
	mean []float64
}

func newDiscriminant(half []*changes) *discriminant {
	const size = pictureSize
	d := &discriminant{mean: make([]float64, size)}
	n := 0
	for _, c := range half {
		n += len(c.rows)
		for _, row := range c.rows {
			for i, x := range row {
				d.mean[i] += x
			}
		}
	}
	for i := range d.mean {
		d.mean[i] /= float64(max(n, 1))
	}
	gram := mat.NewSymDense(size, nil)
	for _, c := range half {
		block := mat.NewDense(len(c.rows), size, nil)
		for f, row := range c.rows {
			for i, x := range row {
				block.Set(f, i, x-d.mean[i])
			}
		}
		var own mat.SymDense
		own.SymOuterK(1, block.T())
		gram.AddSym(gram, &own)
	}
	if trace := mat.Trace(gram); trace > 0 {
		for i := range size {
			gram.SetSym(i, i, gram.At(i, i)+ridge*trace/float64(size))
		}
		d.ok = d.chol.Factorize(gram)
	}
	return d
}

// direction separates the marked frames of a half from the others.
func (d *discriminant) direction(half []*changes, marks func(*changes) []bool) []float64 {
	w := make([]float64, len(d.mean))
	if !d.ok {
		return w
	}
	for _, c := range half {
		for f, m := range marks(c) {
			if m {
				for i, x := range c.rows[f] {
					w[i] += x - d.mean[i]
				}
			}
		}
	}
	d.solve(w)
	return w
}

// solve multiplies w by the inverse of the covariance.
func (d *discriminant) solve(w []float64) {
	if !d.ok {
		clear(w)
		return
	}
	v := mat.NewVecDense(len(w), w)
	if err := d.chol.SolveVecTo(v, mat.VecDenseCopyOf(v)); err != nil {
		var condition mat.Condition
		if !errors.As(err, &condition) { // a poor condition does not change the answer's sign
			clear(w)
		}
	}
}
