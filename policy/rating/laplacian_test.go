package rating

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestThePseudoInverseOfALaplacianInvertsEverythingExceptTheMean(t *testing.T) {
	l := mat.NewSymDense(4, nil)
	for _, e := range []struct {
		g      pairing
		weight float64
	}{{pairing{0, 1}, 3}, {pairing{1, 2}, 0.5}, {pairing{2, 3}, 20}, {pairing{0, 3}, 1}} {
		addEdge(l, e.g, e.weight)
	}
	pinv, err := laplacianPseudoInverse(l)
	if err != nil {
		t.Fatal(err)
	}
	var product mat.Dense
	product.Mul(l, pinv)
	for i := range 4 {
		rowSum := 0.0
		for j := range 4 {
			want := -0.25
			if i == j {
				want = 0.75
			}
			if math.Abs(product.At(i, j)-want) > 1e-12 {
				t.Errorf("L·L⁺ at %d, %d: got %v, want %v", i, j, product.At(i, j), want)
			}
			rowSum += pinv.At(i, j)
		}
		if math.Abs(rowSum) > 1e-12 {
			t.Errorf("row %d of L⁺ sums to %v, want 0", i, rowSum)
		}
	}
}

func TestADisconnectedLaplacianIsRefused(t *testing.T) {
	l := mat.NewSymDense(4, nil)
	addEdge(l, pairing{0, 1}, 1)
	addEdge(l, pairing{2, 3}, 1)
	if _, err := laplacianPseudoInverse(l); err == nil {
		t.Error("no error")
	}
}
