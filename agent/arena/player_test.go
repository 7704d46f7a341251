package arena

import (
	"context"
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

// stuck is a player that never finishes a pair from a certain one on.
type stuck struct {
	Player
	from int
}

func (s stuck) Play(ctx context.Context, p Pair) (Report, error) {
	if p.Legs[0].Pair < s.from {
		return s.Player.Play(ctx, p)
	}
	<-ctx.Done()
	return Report{}, ctx.Err()
}

func (s stuck) Close() error { return nil }

// threadsafe plays each pair with a player of its own, so that calls may overlap.
type threadsafe struct{ cfg Config }

func (p threadsafe) Play(ctx context.Context, pair Pair) (Report, error) {
	return NewPlayer(p.cfg, anybody(p.cfg), noModels, 1).Play(ctx, pair)
}

func (p threadsafe) Close() error { return nil }

func TestPairsThatATestNoLongerNeedsAreNotWaitedFor(t *testing.T) {
	cfg := config(t, 0, "script:oracle", "script:dummy")
	test := rating.DefaultSPRT()
	test.Elo0, test.Elo1, test.MaxPairs = -600, -200, 400
	cfg.Test, cfg.Pairs = &test, 0
	want := play(t, cfg, noModels, 1)
	decided := want[len(want)-1].Pair + 1
	if decided >= test.MaxPairs {
		t.Fatalf("%d pairs, all of them: the test shows nothing", decided)
	}
	got := 0
	_, err := Run(t.Context(), cfg, anybody(cfg), nil, Options{Workers: 8, Player: stuck{threadsafe{cfg}, decided}}, func(legs []Played) error {
		got += len(legs)
		return nil
	})
	if err != nil || got != len(want) {
		t.Errorf("%d legs, %v; want %d", got, err, len(want))
	}
}
