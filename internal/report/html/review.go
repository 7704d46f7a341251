package html

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/sim"
)

//go:embed review.html
var reviewText string

var reviewPage = sync.OnceValue(func() *template.Template { return template.Must(template.New("review").Parse(reviewText)) })

// reviewView is what the template of a review shows. Its only reader of data is review.js.
type reviewView struct {
	Version string
	Policy  template.HTMLAttr
	Style   template.CSS
	Player  *embedded
	Data    reviewData
}

type reviewData struct {
	Review   string
	TickRate int
	Items    [][2]reviewClip
	Replays  []string // base64
}

// reviewClip is a clip: the index of its replay, the side that is judged, and its ticks.
type reviewClip [4]int32

// WriteReview writes the page on which a reviewer judges the clips of a sheet. It says
// nowhere who plays.
func WriteReview(out io.Writer, s *review.Sheet, version string, p *Player) error {
	if p == nil {
		return errors.New("write review: the page needs the replay player; build it with `make web`")
	}
	d := reviewData{Review: s.Review, TickRate: sim.TickRate}
	at := map[string]int32{}
	for _, item := range s.Items {
		var both [2]reviewClip
		for i, c := range item {
			text := base64.StdEncoding.EncodeToString(c.Replay)
			n, ok := at[text]
			if !ok {
				n = int32(len(d.Replays))
				at[text] = n
				d.Replays = append(d.Replays, text)
			}
			both[i] = reviewClip{n, int32(c.Side), c.From, c.To}
		}
		d.Items = append(d.Items, both)
	}
	v := reviewView{
		Version: visible(version), Style: template.CSS(style), Data: d,
		Policy: template.HTMLAttr(fmt.Sprintf(`content="%s"`, policy(reviewScript, p.loader))),
		Player: &embedded{Loader: template.JS(p.loader), Wasm: replay(p.data()), Script: template.JS(reviewScript)},
	}
	var buf bytes.Buffer
	if err := reviewPage().Execute(&buf, v); err != nil {
		return fmt.Errorf("write review: %w", err)
	}
	if _, err := buf.WriteTo(out); err != nil {
		return fmt.Errorf("write review: %w", err)
	}
	return nil
}
