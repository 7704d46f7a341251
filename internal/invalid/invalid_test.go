package invalid_test

import (
	"errors"
	"testing"

	"github.com/kumite/kumite/internal/invalid"
)

func TestEveryInvalidFieldIsReported(t *testing.T) {
	var f invalid.Fields
	f.If(false, "height is %d", 1)
	f.Add(nil, nil)
	if err := f.Err(); err != nil {
		t.Errorf("valid fields: got %v, want no error", err)
	}
	inner := errors.New("is not a number")
	f.If(true, "width %w", inner)
	f.Add(errors.New("depth is 0; want at least 1"))
	if err := f.Err(); err == nil || err.Error() != "width is not a number\ndepth is 0; want at least 1" || !errors.Is(err, inner) {
		t.Errorf("got %v, want both errors", err)
	}
}
