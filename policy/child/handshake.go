package child

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/kumite/kumite/policy/cputime"
	"github.com/kumite/kumite/vision"
)

// handshake reads the first answer and allocates inputs and scores.
func (s *Session) handshake() error {
	if err := s.begin(s.cfg.LoadLimit, true); err != nil {
		return err
	}
	err := s.read()
	s.end()
	if err != nil {
		lost := s.lose(err)
		if s.patience.state == cputime.Exceeded && lost.Kind == Hang {
			lost.Reason = notLoaded(s.cfg.LoadLimit)
		}
		if why := s.process.stderr.notStarted(); lost.Kind == Crash && why != "" {
			return fmt.Errorf("%w: %s", ErrNotStarted, why)
		}
		return lost
	}
	switch s.answer.status() {
	case failed:
		text := string(s.answer.body())
		if strings.HasPrefix(text, ErrScarce.Error()+": ") {
			return fmt.Errorf("%w: %s", ErrNotStarted, text)
		}
		return errors.New(text)
	case memory:
		s.lost = outOfMemory(s.cfg.MemoryLimit)
		return s.lost
	case ready:
	default:
		return s.lose(errInvalidAnswer)
	}
	var h hello
	if err := json.Unmarshal(s.answer.body(), &h); err != nil {
		return s.lose(fmt.Errorf("%w: %w", errInvalidAnswer, err))
	}
	h.Contract.Input.Type = h.Element
	if err := h.check(s.cfg.Batch, s.cfg.MemoryLimit); err != nil {
		return s.lose(fmt.Errorf("%w: %w", errInvalidAnswer, err))
	}
	s.contract, s.sha256, s.files, s.random = h.Contract, h.SHA256, h.Files, h.Random
	n := s.cfg.Batch * s.contract.Input.Len()
	k := s.cfg.Batch * len(s.contract.Classes)
	if h.Element != vision.Uint8 {
		n *= 4
	}
	if h.Shared {
		if s.memory == nil || !s.memory.fits(n, k) {
			return s.lose(fmt.Errorf("%w: it names memory that is not shared", errInvalidAnswer))
		}
		if err := s.process.pipes.setDeadline(time.Time{}, time.Time{}); err != nil {
			return err
		}
		s.link, s.memory = s.memory.link(&s.process.pipes), nil // the link's own
	}
	s.request = s.link.request(headLen + n)
	if h.Element == vision.Uint8 {
		s.input.Bytes = s.request[headLen:]
	} else {
		s.input.Floats = floatsOf(s.request[headLen:])
	}
	order.PutUint32(s.request[8:], uint32(n))
	s.answer = answer{buf: bytesOf(make([]float32, (headLen+maxText)/4+k))}
	s.scores = floatsOf(s.answer.buf[headLen : headLen+4*k])
	return nil
}

// check reports what no network of a child with this memory limit has: a model can take
// over the child, and what the child says of itself decides what the parent allocates.
func (h hello) check(batch int, limit int64) error {
	if err := h.Contract.Validate(); err != nil {
		return err
	}
	if size := int64(batch) * int64(h.Contract.Input.Len()); limit > 0 && size > limit {
		return fmt.Errorf("input of %d elements is larger than the memory limit, %s", size, FormatSize(limit))
	}
	return nil
}
