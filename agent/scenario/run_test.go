package scenario

import (
	"testing"

	"github.com/kumite/kumite/sim/duel"
)

func TestAComplaintIsAboutTheModelAndDecoderThatItNames(t *testing.T) {
	who := duel.Participant{Name: "m", ModelSHA256: "1", Decoder: "decode=gate"}
	for _, c := range []struct {
		model, decoder string
		want           bool
	}{
		{"1", "decode=gate", true},
		{"1", "", true}, // of a file that does not state it
		{"1", "decode=argmax", false},
		{"2", "decode=gate", false},
		{"2", "", false},
		{"", "", false}, // of a script
	} {
		r := Result{Contestant: "m", ModelSHA256: c.model, Decoder: c.decoder}
		if got := r.about(&who); got != c.want {
			t.Errorf("model %q, decoder %q: about %v, want %v", c.model, c.decoder, got, c.want)
		}
	}
	script := duel.Participant{Name: "pro"}
	if r := (Result{Contestant: "pro"}); r.about(&script) {
		t.Error("two scripts are taken for the same model")
	}
}
