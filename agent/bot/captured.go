package bot

import (
	"fmt"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/cv"
)

// DecideCaptured is Agent.Decide for a frame captured from a video, a camera or
// a stream. The model must have been opened with the eye OpenCV for frames of
// that size. The whole frame is resized to the model's input; the aspect ratio
// is not kept.
func (m *Model) DecideCaptured(tick int32, frame cv.Frame) (sim.Skill, error) {
	eye, ok := m.Seer.(*cv.Preprocessor)
	if !ok {
		return sim.None, fmt.Errorf("see captured frame: the model's eye does not accept captured frames; open it with bot.OpenCV")
	}
	if err := eye.PushCaptured(frame); err != nil {
		return sim.None, err
	}
	if err := eye.Fill(m.Session.Input()); err != nil {
		return sim.None, err
	}
	return m.Agent.Conclude(tick), nil
}
