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
	pipes  pipes
	stderr tail
	ended  bool
	done   chan struct{} // closed when it has ended
}

// exitTimeout is the time that a process has to exit after its output has ended.
const exitTimeout = 2 * time.Second

// startProcess starts a program that inherits its standard streams and shared alone.
func startProcess(cfg Config, shared ...*os.File) (_ *process, err error) {
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
			err = errors.Join(err, p.pipes.Close())
		}
	}()
	if childEnds[0], p.pipes.to, err = os.Pipe(); err != nil {
		return nil, err
	}
	if p.pipes.from, childEnds[1], err = os.Pipe(); err != nil {
		return nil, err
	}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = childEnds[0], childEnds[1], &p.stderr
	p.cmd.ExtraFiles = shared
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
