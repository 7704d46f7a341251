package serve

import (
	"errors"
	"fmt"
	"image"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
)

// sequence is the state of one player in one match.
type sequence struct {
	version *version
	decoder *policy.Decoder
	mind    *agent.Mind
	network bot.Network      // with the recurrent state, nil without
	eye     *cv.Preprocessor // nil before the first frame
	tick    int32
	player  *drift.Player // nil if drift is not compared

	probabilities []float64     // of the player's samples
	turn          chan struct{} // holds one value while no request of the sequence runs
	used          time.Time     // guarded by sequences.mu
	busy          int           // requests that run or wait for their turn; guarded by sequences.mu
	ended         bool          // guarded by sequences.mu
}

// newSequence returns a sequence whose turn is the caller's. It has to begin.
func newSequence(v *version) *sequence { return &sequence{version: v, turn: make(chan struct{}, 1)} }

// begin makes the state of a sequence. That of an isolated network is a process, which
// takes a while to start.
func (s *sequence) begin(seed uint64) (err error) {
	v := s.version
	if s.decoder, err = policy.NewDecoder(v.contract, v.who.Query); err != nil {
		return err
	}
	s.decoder.Seed(seed)
	if s.mind, err = agent.NewMind(s.decoder, v.classes, v.delay); err != nil {
		return err
	}
	if s.player = v.drift.player(); s.player != nil {
		s.probabilities = make([]float64, len(v.contract.Classes))
	}
	if v.stateful() {
		s.network, err = v.setup().Network(v.who.Path, 1)
		if err == nil && s.network.SHA256()[:len(v.id)] != v.id {
			err = status.Error(codes.Unavailable, "the model's file is being replaced; retry")
		}
	}
	return err
}

// see pushes a frame of the sequence and fills the input of the network.
func (s *sequence) see(frame cv.Frame, in vision.Input) error {
	size := image.Pt(frame.Width, frame.Height)
	if s.eye != nil && s.eye.Source() != size {
		return status.Errorf(codes.InvalidArgument, "the frame is %d×%d and the sequence began with %d×%d; begin another", size.X, size.Y, s.eye.Source().X, s.eye.Source().Y)
	}
	if s.eye == nil {
		eye, err := cv.NewPreprocessor(s.version.contract.Input, size)
		if err != nil {
			return status.Error(codes.InvalidArgument, err.Error())
		}
		s.eye = eye
	}
	if err := s.eye.PushCaptured(frame); err != nil {
		return err
	}
	return s.eye.Fill(in)
}

// close frees the sequence's own sessions and its hold of the version.
func (s *sequence) close() error {
	var errs []error
	if s.eye != nil {
		errs = append(errs, s.eye.Close())
	}
	if s.network != nil {
		errs = append(errs, s.network.Close())
	}
	s.version.release()
	return errors.Join(errs...)
}

// frameOf returns the frame of a request, [height, width], [height, width, 1] or
// [height, width, 3] in RGB, in the order of captured frames.
func frameOf(shape []int64, pix []byte) (cv.Frame, error) {
	if len(shape) > 2 && shape[0] == 1 && (len(shape) == 4 || shape[len(shape)-1] != 1 && shape[len(shape)-1] != 3) {
		shape = shape[1:]
	}
	channels := int64(1)
	if len(shape) == 3 {
		channels, shape = shape[2], shape[:2]
	}
	if len(shape) != 2 || channels != 1 && channels != 3 || min(shape[0], shape[1]) < 1 || max(shape[0], shape[1]) > vision.MaxSide {
		return cv.Frame{}, fmt.Errorf("want [height, width], [height, width, 1] or [height, width, 3] with sides of 1 to %d, for one frame", vision.MaxSide)
	}
	h, w := int(shape[0]), int(shape[1])
	if len(pix) != h*w*int(channels) {
		return cv.Frame{}, fmt.Errorf("the frame has %d bytes; want %d", len(pix), h*w*int(channels))
	}
	f := cv.NewFrame(w, h)
	for i := range h * w {
		at := f.Pix[3*i:][:3]
		if channels == 1 {
			at[0], at[1], at[2] = pix[i], pix[i], pix[i]
		} else {
			at[0], at[1], at[2] = pix[3*i+2], pix[3*i+1], pix[3*i]
		}
	}
	return f, nil
}
