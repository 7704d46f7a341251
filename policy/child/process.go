package child

import (
	"errors"
	"os"
	"os/exec"
	"time"
)

// process is a child process with its pipes.
type process struct {
	cmd    *exec.Cmd
	to     *os.File // its stdin
	from   *os.File // its stdout
	stderr tail
	ended  bool
	done   chan struct{} // closed when it has ended
}

// exitTimeout is the time that a process has to exit after its output has ended.
const exitTimeout = 2 * time.Second

func startProcess(cfg Config) (_ *process, err error) {
	p := &process{cmd: exec.Command(cfg.Program, cfg.Args...), done: make(chan struct{})}
	p.cmd.Env = append([]string{}, cfg.Env...) // nil would be this process's
	var childEnds [2]*os.File
	defer func() {
		for _, f := range childEnds {
			if f != nil {
				err = errors.Join(err, f.Close())
			}
		}
		if err != nil {
			err = errors.Join(err, p.closePipes())
		}
	}()
	if childEnds[0], p.to, err = os.Pipe(); err != nil {
		return nil, err
	}
	if p.from, childEnds[1], err = os.Pipe(); err != nil {
		return nil, err
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = childEnds[0], childEnds[1], &p.stderr
	p.cmd.SysProcAttr = processAttributes()
	p.cmd.WaitDelay = exitTimeout
	if cfg.Folders == nil {
		return p, p.cmd.Start()
	}
	return p, startRestricted(p.cmd, cfg.Folders, p.done)
}

// wait waits for the process to exit, and kills it after exitTimeout.
func (p *process) wait() {
	if p.ended {
		return
	}
	p.ended = true
	timer := time.AfterFunc(exitTimeout, func() { p.cmd.Process.Kill() })
	p.cmd.Wait() // ProcessState has the result
	timer.Stop()
	close(p.done)
}

func (p *process) kill() {
	if !p.ended {
		p.cmd.Process.Kill() // it may have exited already
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
