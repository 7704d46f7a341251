package child

import (
	"errors"
	"os"
	"os/exec"
	"time"
)

// process is a child with the pipes to it.
type process struct {
	cmd    *exec.Cmd
	to     *os.File // its stdin
	from   *os.File // its stdout
	stderr tail
	ended  bool
}

// dyingTime is how long a process whose output has ended may take to end.
const dyingTime = 2 * time.Second

func startProcess(path string, args []string) (_ *process, err error) {
	p := &process{cmd: exec.Command(path, args...)}
	var theirs [2]*os.File
	defer func() {
		for _, f := range theirs {
			if f != nil {
				err = errors.Join(err, f.Close())
			}
		}
		if err != nil {
			err = errors.Join(err, p.closePipes())
		}
	}()
	if theirs[0], p.to, err = os.Pipe(); err != nil {
		return nil, err
	}
	if p.from, theirs[1], err = os.Pipe(); err != nil {
		return nil, err
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = theirs[0], theirs[1], &p.stderr
	p.cmd.SysProcAttr = alone()
	p.cmd.WaitDelay = dyingTime
	return p, p.cmd.Start()
}

// wait waits for the end of a process that is ending, and helps after a while.
func (p *process) wait() {
	if p.ended {
		return
	}
	p.ended = true
	help := time.AfterFunc(dyingTime, func() { p.cmd.Process.Kill() })
	p.cmd.Wait() // how it ended is in ProcessState
	help.Stop()
}

func (p *process) kill() {
	if !p.ended {
		p.cmd.Process.Kill() // it may have ended by itself
		p.wait()
	}
}

func (p *process) closePipes() error {
	var errs []error
	for _, f := range []**os.File{&p.to, &p.from} {
		if *f != nil {
			errs = append(errs, (*f).Close())
			*f = nil
		}
	}
	return errors.Join(errs...)
}
