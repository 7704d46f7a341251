package bot

import (
	"errors"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/oip"
)

// open opens the network of a contestant: on a server, in this process, or in a process of
// its own.
func (s Setup) open(c Contestant) (Network, error) {
	if !c.Remote() {
		return s.Network(c.Path, 1)
	}
	n, err := oip.Open(c.Server, s.Server, s.Aliases)
	if err != nil {
		return nil, lost(err)
	}
	return served{n}, nil
}

// served is a network on a server. Its errors are Failures if the server is lost.
type served struct{ *oip.Session }

// RunWithin implements agent.Network.
func (n served) RunWithin(limit time.Duration) error { return lost(n.Session.RunWithin(limit)) }

// RunWithinCPU implements agent.Network.
func (n served) RunWithinCPU(limit time.Duration) error { return lost(n.Session.RunWithinCPU(limit)) }

// Try implements Network.
func (n served) Try(frame string) error { return lost(n.Session.Try(frame)) }

func lost(err error) error {
	if errors.Is(err, policy.ErrLost) {
		return &Failure{Kind: ServerLost, Err: err}
	}
	return err
}
