package child

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// parent is a program whose child hangs in a run.
func parent() {
	program, err := os.Executable()
	if err != nil {
		panic(err)
	}
	s, err := Open(Config{Program: program, Env: []string{mode + "=stuck"}})
	if err != nil {
		panic(err)
	}
	fmt.Println(s.Pid())
	misbehaves(s, time.Hour)
}

func TestAStuckChildDiesWithItsParent(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), mode+"=parent")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	if _, err := fmt.Fscan(out, &pid); err != nil {
		t.Fatal(err)
	}
	grandchild, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(grandchild)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, out)
	cmd.Wait()
	fds := []unix.PollFd{{Fd: int32(grandchild), Events: unix.POLLIN}}
	if n, err := unix.Poll(fds, 60_000); n != 1 {
		unix.Kill(pid, unix.SIGKILL)
		t.Errorf("the child is still alive a minute after its parent was killed (%v)", err)
	}
}
