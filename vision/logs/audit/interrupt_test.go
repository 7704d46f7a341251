package audit

import (
	"context"
	"errors"
	"testing"
)

// With hundreds of classes there are tens of thousands of pairs.
func TestComparingClassesEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var all []shown
	for i := range 8 * fewestOfClass {
		all = append(all, shown{of: &changes{half: i % 2}, class: 1 + i/2%2, x: make([]float64, pictureSize)})
	}
	if found, err := (&probe{}).compareClasses(ctx, all); !errors.Is(err, context.Canceled) || found != nil {
		t.Errorf("got %d contrasts, %v; want none and %v", len(found), err, context.Canceled)
	}
}
