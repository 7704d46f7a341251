package arena

import (
	"errors"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// crew is one worker's pool of loaded bots: one for each contestant and side, so
// that a contestant can meet itself. A bot is loaded when it is first needed.
type crew struct {
	cfg     Config
	who     []duel.Participant
	load    bot.Loader
	players map[seat]*bot.Bot

	most     int    // maximum number of players with a process of their own
	isolated []seat // these players, least recently used first
}

// mostProcesses is the maximum number of network processes of a run, shared among
// its workers. Beyond it the least recently used process is ended, and started
// again when it is needed.
const mostProcesses = 64

func newCrew(cfg Config, who []duel.Participant, load bot.Loader, workers int) *crew {
	return &crew{cfg: cfg, who: who, load: load, players: map[seat]*bot.Bot{}, most: max(mostProcesses/workers, 4)}
}

type seat struct {
	contestant int
	side       sim.Side
}

// player returns the bot of a contestant on a side. The error is a *voidError if
// the contestant does not load. A machine that cannot run a network, or a model that differs from what Identify found is
// an error of the run.
func (c *crew) player(contestant int, side sim.Side) (*bot.Bot, error) {
	at := seat{contestant, side}
	if p := c.players[at]; p != nil {
		c.plays(at, p)
		return p, nil
	}
	x := c.cfg.Contestants[contestant]
	p, err := c.cfg.newBot(x, c.load)
	if err != nil {
		return nil, c.cannotPlay(contestant, bot.FailedToLoad, err)
	}
	c.players[at] = p
	if was, is := c.who[contestant], p.Participant(); was.ModelSHA256 != is.ModelSHA256 {
		return nil, fmt.Errorf("contestant %s: %s has changed since the run began (%s then, %s now); restore the file or start another run", x.Name, x.Path, hashes(was), hashes(is))
	}
	c.plays(at, p)
	return p, c.retire()
}

// plays marks a player as the most recently used.
func (c *crew) plays(at seat, p *bot.Bot) {
	if p.Model() != nil && p.Model().Isolated {
		c.isolated = append(slices.DeleteFunc(c.isolated, func(s seat) bool { return s == at }), at)
	}
}

// retire closes the least recently used processes beyond the maximum.
func (c *crew) retire() error {
	for len(c.isolated) > c.most {
		at := c.isolated[0]
		c.isolated = c.isolated[1:]
		p := c.players[at]
		delete(c.players, at)
		if err := p.Close(); err != nil {
			return err
		}
	}
	return nil
}

// dismiss closes the players of contestants, so that they are loaded again.
func (c *crew) dismiss(contestants ...int) error {
	var errs []error
	for _, i := range contestants {
		for _, at := range []seat{{i, sim.Left}, {i, sim.Right}} {
			if p := c.players[at]; p != nil {
				errs = append(errs, p.Close())
				delete(c.players, at)
				c.isolated = slices.DeleteFunc(c.isolated, func(s seat) bool { return s == at })
			}
		}
	}
	return errors.Join(errs...)
}

// Close implements Player.
func (c *crew) Close() error {
	var errs []error
	for _, p := range c.players {
		errs = append(errs, p.Close())
	}
	return errors.Join(errs...)
}
