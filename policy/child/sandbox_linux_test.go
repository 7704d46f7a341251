package child

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The environment variables with the folder that a child of the kind "restricted" may
// read, and with the number of a file descriptor that it must not inherit.
const (
	folder     = "KUMITE_TEST_FOLDER"
	descriptor = "KUMITE_TEST_DESCRIPTOR"
)

// attempts, in a process that is restricted to a folder, refuses system calls, and reports what it
// can still do, one line for each attempt.
func attempts() string {
	dir := os.Getenv(folder)
	inside, outside := filepath.Join(dir, "model"), filepath.Join(filepath.Dir(dir), "secret")
	var says []string
	try := func(what string, f func() error) {
		result := "allowed"
		if err := f(); errors.Is(err, fs.ErrPermission) {
			result = "refused"
		} else if err != nil {
			result = err.Error()
		}
		says = append(says, what+": "+result)
	}
	read := func(path string) func() error {
		return func() error { _, err := os.ReadFile(path); return err }
	}
	says = append(says, "environment: "+strings.Join(os.Environ(), " "))
	try("inherited file", func() error {
		fd, err := strconv.Atoi(os.Getenv(descriptor))
		if err != nil {
			return err
		}
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); errors.Is(err, unix.EBADF) {
			return fs.ErrPermission
		}
		return nil
	})
	if err := RefuseCalls(false); err != nil {
		return err.Error()
	}
	try("read the folder", read(inside))
	try("read outside", read(outside))
	try("read by ..", read(dir+"/../secret"))
	try("read through a link", read(filepath.Join(dir, "link")))
	try("read a configuration", read("/etc/passwd"))
	try("read the parent's memory map", read(fmt.Sprintf("/proc/%d/maps", os.Getppid())))
	try("write in the folder", func() error { return os.WriteFile(inside, nil, 0o600) })
	try("create in the folder", func() error { return os.WriteFile(inside+".new", nil, 0o600) })
	try("remove", func() error { return os.Remove(inside) })
	try("listen", func() error {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err == nil {
			l.Close()
		}
		return err
	})
	try("send a datagram", func() error { _, err := net.Dial("udp", "127.0.0.1:9"); return err })
	try("open a Unix socket", func() error {
		_, err := unix.Socket(unix.AF_UNIX, unix.SOCK_STREAM, 0)
		return err
	})
	try("start a program", func() error { return exec.CommandContext(context.Background(), "/bin/true").Run() })
	try("fork", func() error {
		_, _, errno := unix.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
		if errno == 0 {
			return nil
		}
		return errno
	})
	try("stop the parent", func() error { return unix.Kill(os.Getppid(), unix.SIGSTOP) })
	call := func(number, a, b, c, d uintptr) func() error {
		return func() error {
			if _, _, errno := unix.Syscall6(number, a, b, c, d, 0, 0); errno != 0 {
				return errno
			}
			return nil
		}
	}
	parent, self := uintptr(os.Getppid()), uintptr(os.Getpid())
	var info [128]byte // a siginfo; signal 0 is only checked
	try("signal a thread of the parent", call(unix.SYS_TGKILL, parent, parent, 0, 0))
	try("signal any thread", call(unix.SYS_TKILL, parent, 0, 0, 0))
	try("queue a signal", call(unix.SYS_RT_SIGQUEUEINFO, parent, 0, uintptr(unsafe.Pointer(&info)), 0))
	try("queue a signal to a thread", call(unix.SYS_RT_TGSIGQUEUEINFO, parent, parent, 0, uintptr(unsafe.Pointer(&info))))
	try("signal through a descriptor", call(unix.SYS_PIDFD_SEND_SIGNAL, ^uintptr(0), 0, 0, 0))
	try("signal itself", call(unix.SYS_TGKILL, self, uintptr(unix.Gettid()), 0, 0))
	limit := unix.Rlimit{}
	try("ask for its limits", call(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_CPU, 0, uintptr(unsafe.Pointer(&limit))))
	try("limit the parent", call(unix.SYS_PRLIMIT64, parent, unix.RLIMIT_CPU, 0, uintptr(unsafe.Pointer(&limit))))
	try("slow down the parent", call(unix.SYS_SETPRIORITY, unix.PRIO_PROCESS, parent, 0, 0))
	try("bind the parent to a processor", call(unix.SYS_SCHED_SETAFFINITY, parent, 0, 0, 0))
	try("share memory", call(unix.SYS_SHMGET, 0, 4096, 0, 0))
	try("change permissions in the folder", func() error { return unix.Fchmodat(unix.AT_FDCWD, inside, 0o600, 0) })
	try("change permissions outside", func() error { return os.Chmod(outside, 0o600) })
	try("change an owner", func() error { return os.Lchown(outside, os.Getuid(), os.Getgid()) })
	try("change times", func() error { return os.Chtimes(outside, time.Now(), time.Now()) })
	try("change attributes", func() error { return unix.Setxattr(outside, "user.x", []byte("x"), 0) })
	try("remove attributes", func() error { return unix.Removexattr(outside, "user.x") })
	try("rename outside", func() error { return os.Rename(outside, outside+".new") })
	try("watch a folder", func() error { _, err := unix.InotifyInit1(0); return err })
	try("use threads", func() error {
		done := make(chan error)
		for range 8 {
			go func() {
				var b [1]byte
				p, q, err := os.Pipe()
				if err == nil {
					q.Close()
					p.Read(b[:])
					err = p.Close()
				}
				done <- err
			}()
		}
		var errs []error
		for range 8 {
			errs = append(errs, <-done)
		}
		return errors.Join(errs...)
	})
	if err := RefuseCalls(true); err != nil {
		return err.Error()
	}
	try("read the folder afterwards", read(inside))
	return strings.Join(says, "\n")
}

func TestARestrictedChildReachesNothingButItsFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "model.d")
	for path, text := range map[string]string{filepath.Join(dir, "model"): "m", filepath.Join(filepath.Dir(dir), "secret"): "s"} {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink("../secret", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	// A descriptor that a shell, for instance, has left open for its programs.
	secret, err := unix.Open(filepath.Join(filepath.Dir(dir), "secret"), unix.O_RDONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(secret)
	inherited, err := unix.FcntlInt(uintptr(secret), unix.F_DUPFD, 200)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(inherited)
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s3cret")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(Config{Program: program, Env: []string{mode + "=restricted", folder + "=" + dir, fmt.Sprint(descriptor, "=", inherited)}, Folders: []string{dir}})
	want := fmt.Sprintf("environment: %s=restricted %s=%s %s=%d", mode, folder, dir, descriptor, inherited) + `
inherited file: refused
read the folder: allowed
read outside: refused
read by ..: refused
read through a link: refused
read a configuration: refused
read the parent's memory map: refused
write in the folder: refused
create in the folder: refused
remove: refused
listen: refused
send a datagram: refused
open a Unix socket: refused
start a program: refused
fork: refused
stop the parent: refused
signal a thread of the parent: refused
signal any thread: refused
queue a signal: refused
queue a signal to a thread: refused
signal through a descriptor: refused
signal itself: allowed
ask for its limits: allowed
limit the parent: refused
slow down the parent: refused
bind the parent to a processor: refused
share memory: refused
change permissions in the folder: refused
change permissions outside: refused
change an owner: refused
change times: refused
change attributes: refused
remove attributes: refused
rename outside: refused
watch a folder: refused
use threads: allowed
read the folder afterwards: refused`
	if err == nil || err.Error() != want {
		t.Errorf("on a system with %q a child reports\n%v\nwant\n%s", Sandbox(), err, want)
	}
}
