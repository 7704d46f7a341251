package window

import (
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// tagKeys are the keys of the kinds of complaint, in their order.
var tagKeys = [...]ebiten.Key{ebiten.KeyF2, ebiten.KeyF3, ebiten.KeyF4, ebiten.KeyF5, ebiten.KeyF6, ebiten.KeyF7}

// note is a line that a person types to go with a complaint. The game is paused meanwhile.
type note struct {
	kind   int
	name   string
	other  bool
	text   []rune
	paused bool // before
}

// The longest note, and what is shown of a long one.
const (
	mostRunes  = 2000
	shownRunes = 50
)

// tags complains about the moment with a key for each kind, of the other side with shift.
func (g *game) tags(pressed func(...ebiten.Key) bool) {
	t, ok := g.scene.(scene.Tagger)
	if !ok {
		return
	}
	for i, kind := range t.Tags() {
		if i >= len(tagKeys) || !pressed(tagKeys[i]) {
			continue
		}
		g.stale = true
		if !kind.Note {
			t.Tag(i, "", g.keyboard.shift())
			continue
		}
		g.note = &note{kind: i, name: kind.Name, other: g.keyboard.shift(), paused: g.paused}
		g.paused, g.panels = true, true
	}
}

// write adds what the person types to the note. Enter ends it; Escape drops it.
func (g *game) write() {
	n := g.note
	for _, r := range ebiten.AppendInputChars(nil) {
		if len(n.text) < mostRunes {
			n.text = append(n.text, r)
		}
	}
	g.stale = true
	if g.keyboard.just(ebiten.KeyF12) {
		g.screenshot = g.screenshotName()
	}
	if g.keyboard.repeated(ebiten.KeyBackspace) && len(n.text) > 0 {
		n.text = n.text[:len(n.text)-1]
	}
	switch {
	case g.keyboard.just(ebiten.KeyEscape):
		g.note, g.paused = nil, n.paused
	case g.keyboard.just(ebiten.KeyEnter) && n.written():
		g.keepNote()
	}
}

// keepNote complains with what a person has typed, also where the window closes before
// Enter.
func (g *game) keepNote() {
	n := g.note
	if n == nil {
		return
	}
	g.note, g.paused = nil, n.paused
	if n.written() {
		g.scene.(scene.Tagger).Tag(n.kind, string(n.text), n.other)
	}
}

// written reports whether there is more than spaces.
func (n *note) written() bool { return strings.TrimSpace(string(n.text)) != "" }

// shown is the note as a line below the panels.
func (n *note) shown() panel.Notice {
	text := n.text
	before := ""
	if len(text) > shownRunes {
		text, before = text[len(text)-shownRunes:], "…"
	}
	return panel.Notice{Text: n.name + ": " + before + string(text) + "▏ Enter: keep, Esc: drop"}
}
