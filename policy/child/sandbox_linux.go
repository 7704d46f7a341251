package child

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	landlocksys "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Sandbox describes what Restrict enforces on this system.
func Sandbox() string {
	files := "files are not restricted (the kernel has no Landlock)"
	if v, err := landlocksys.LandlockGetABIVersion(); err == nil && v > 0 {
		files = fmt.Sprintf("no files but the model's while it loads, none afterwards (Landlock %d)", v)
	}
	calls := "network and programs are not restricted (no seccomp filter for " + runtime.GOARCH + ")"
	if _, err := filter(); err == nil {
		calls = "no network, no other program (seccomp)"
	}
	return files + "; " + calls
}

// Restrict takes from this process, for good, all access to files except reading below
// folders, the network, and starting other programs. Files that are open stay open. What
// the kernel does not offer is left out; Sandbox says what that is. A second call can only
// take more. Without folders no file can be opened.
func Restrict(folders ...string) error {
	rules := []landlock.Rule{}
	if len(folders) > 0 {
		// What the runtime reads about the processor, and Go and C about this process.
		rules = append(rules, landlock.RODirs(append([]string{"/proc/self", "/sys/devices/system"}, folders...)...).IgnoreIfMissing(),
			landlock.ROFiles("/proc/cpuinfo", "/proc/meminfo", "/etc/localtime", os.DevNull).IgnoreIfMissing())
	}
	if err := landlock.V7.BestEffort().Restrict(rules...); err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	program, err := filter()
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("restrict system calls: %w", err)
	}
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 && errno != unix.ENOSYS && errno != unix.EINVAL { // not in this kernel
		return fmt.Errorf("restrict system calls: %w", errno)
	}
	return nil
}

// refused are the system calls that a network does not need: sockets, other programs and
// processes, and interfaces that reach past the filter.
var refused = []uint32{
	unix.SYS_SOCKET, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4, unix.SYS_IO_URING_SETUP,
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_OPEN,
	unix.SYS_PIDFD_GETFD, unix.SYS_KILL, unix.SYS_BPF, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_MOUNT, unix.SYS_UNSHARE, unix.SYS_SETNS,
}

// Offsets in struct seccomp_data.
const (
	callOffset     = 0
	machineOffset  = 4
	argumentOffset = 16 // the low half of the first argument
)

// filter returns the seccomp filter. It refuses calls with EPERM, calls of another
// instruction set by killing the process, and clone unless it starts a thread; clone3,
// whose flags it cannot see, does not exist for the process, which then uses clone.
func filter() ([]unix.SockFilter, error) {
	machine, ok := map[string]uint32{"amd64": unix.AUDIT_ARCH_X86_64, "arm64": unix.AUDIT_ARCH_AARCH64}[runtime.GOARCH]
	if !ok {
		return nil, errors.ErrUnsupported
	}
	load := func(offset uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
	}
	answer := func(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }
	// unless skips the next n instructions if the loaded value does not pass.
	unless := func(compare uint16, k uint32, n uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | compare | unix.BPF_K, Jf: n, K: k}
	}
	refuse := answer(unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM))
	f := []unix.SockFilter{
		load(machineOffset),
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, Jt: 1, K: machine},
		answer(unix.SECCOMP_RET_KILL_PROCESS),
		load(callOffset),
		unless(unix.BPF_JGE, 0x40000000, 1), answer(unix.SECCOMP_RET_KILL_PROCESS), // x32
		unless(unix.BPF_JEQ, unix.SYS_CLONE3, 1), answer(unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)),
		unless(unix.BPF_JEQ, unix.SYS_CLONE, 4), load(argumentOffset),
		unless(unix.BPF_JSET, unix.CLONE_THREAD, 1), answer(unix.SECCOMP_RET_ALLOW), refuse,
	}
	for _, call := range append(refused, forks...) {
		f = append(f, unless(unix.BPF_JEQ, call, 1), refuse)
	}
	return append(f, answer(unix.SECCOMP_RET_ALLOW)), nil
}

// dropInherited closes the file descriptors that this process has inherited besides its
// standard streams: those without the close-on-exec flag, which everything that Go opens
// has.
func dropInherited() error {
	all, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil // without /proc they are not known
	}
	for _, entry := range all {
		fd, err := strconv.Atoi(entry.Name())
		if err != nil || fd <= 2 {
			continue
		}
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC != 0 {
			continue // this folder's, or not inherited
		}
		if name, err := os.Readlink(filepath.Join("/proc/self/fd", entry.Name())); err == nil && strings.HasPrefix(name, "anon_inode:") {
			continue // of a library's own
		}
		if err := unix.Close(fd); err != nil {
			return fmt.Errorf("close an inherited file: %w", err)
		}
	}
	return nil
}
