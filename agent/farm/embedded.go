package farm

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

// Broker is a NATS server in a process of its own.
type Broker struct {
	URL   string
	cmd   *exec.Cmd
	stdin io.Closer
}

// brokerTime is the time that a broker has to start, and to end.
const brokerTime = 20 * time.Second

// StartBroker starts the program kumite-nats. token is the file of a token that clients
// must have, or "". The server ends with this process, or on Close.
func StartBroker(program, listen, token string) (*Broker, error) {
	b := &Broker{cmd: exec.Command(program, "--listen", listen, "--token", token)}
	var complaint strings.Builder
	b.cmd.Stderr, b.cmd.WaitDelay = &complaint, brokerTime
	var err error
	if b.stdin, err = b.cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	out, err := b.cmd.StdoutPipe()
	if err == nil {
		err = b.cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", program, err)
	}
	late := time.AfterFunc(brokerTime, func() { _ = b.cmd.Process.Kill() })
	defer late.Stop()
	line, err := bufio.NewReader(io.LimitReader(out, 1<<10)).ReadString('\n')
	if err != nil {
		_ = b.cmd.Process.Kill()
		err = errors.Join(err, b.cmd.Wait())
		if text := strings.TrimSpace(complaint.String()); text != "" {
			return nil, errors.New(strings.TrimPrefix(text, "kumite-nats: "))
		}
		return nil, fmt.Errorf("%s does not start: %w", program, err)
	}
	b.URL = strings.TrimSpace(line)
	return b, nil
}

// Close ends the server.
func (b *Broker) Close() error {
	late := time.AfterFunc(brokerTime, func() { _ = b.cmd.Process.Kill() })
	defer late.Stop()
	return errors.Join(b.stdin.Close(), b.cmd.Wait())
}
