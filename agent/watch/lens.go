package watch

import (
	"context"
	"fmt"
	"sync"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/saliency"
	"github.com/kumite/kumite/sim/window/panel"
)

// lens shows, on request, which part of its picture a model's press rests on.
type lens struct {
	on       bool
	snapshot live.Snapshot // of the press
	card     panel.Card    // of the press

	mu   sync.Mutex // guards what is computed
	of   int        // number of the request
	heat []byte     // by pixel of the snapshot's picture; nil while it is computed
	text string
}

// explain shows the newest press of each model through its lens, or hides it if it is
// shown.
func (m *Match) explain(ctx context.Context) {
	models := 0
	for _, s := range m.seats {
		if s.pacer == nil || s.taken {
			continue
		}
		models++
		switch {
		case s.lens.on:
			s.lens.on = false
		case !s.decided.any:
			m.notices.add(s.name+" has not pressed yet", false)
		default:
			m.look(ctx, s)
		}
	}
	if models == 0 {
		m.notices.add("no model plays whose press could be explained", true)
	}
}

// look computes the saliency of a model's newest press, in the background and with a copy
// of the model.
func (m *Match) look(ctx context.Context, s *seat) {
	l := &s.lens
	l.on = true
	s.decided.snapshot.CopyTo(&l.snapshot)
	l.card = s.decided.card(&s.account, m.world.Tick)
	l.mu.Lock()
	l.of++
	of := l.of
	l.heat, l.text = nil, "looking at what mattered…"
	l.mu.Unlock()
	var press live.Snapshot
	l.snapshot.CopyTo(&press)
	who, sha256 := s.swapper.Contestant(), s.pacer.Model().SHA256
	m.saving.Go(func() error {
		heat, text := mattered(ctx, func() (*bot.Model, error) { return s.load(who) }, sha256, &press)
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.of == of {
			l.heat, l.text = heat, text
		}
		return nil // shown
	})
}

// mattered computes which part of its input a press of a model rests on, with what to say
// of it: why there is none if heat is nil.
func mattered(ctx context.Context, load func() (*bot.Model, error), sha256 string, press *live.Snapshot) (heat []byte, text string) {
	model, err := load()
	if err != nil {
		return nil, err.Error()
	}
	defer model.Close() // a second copy, which has only computed
	if model.SHA256 != sha256 {
		return nil, "the model's file has changed"
	}
	found, err := saliency.Occlude(ctx, model, press.Input, press.Decision.Wanted)
	if err != nil {
		return nil, err.Error()
	}
	return found.Heat, fmt.Sprintf("yellow: what mattered. Covered, up to %.0f of %.0f %% less", 100*found.Largest, 100*found.Probability)
}

// fill shows the lens in place of a side's newest decision. x has the card of the press
// decided.
func (l *lens) fill(x *panel.Side, decided *decided) {
	if decided.tick == l.snapshot.Tick {
		l.card = x.Card
	}
	x.Card = l.card
	l.mu.Lock()
	defer l.mu.Unlock()
	x.Seen.Caption = l.text
	x.Seen.Heat = append(x.Seen.Heat[:0], l.heat...)
}
