package child

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unsafe"

	"github.com/landlock-lsm/go-landlock/landlock"
	landlocksys "github.com/landlock-lsm/go-landlock/landlock/syscall"
	"golang.org/x/sys/unix"
)

// Sandbox describes what this system offers to restrict a child.
func Sandbox() string {
	files := "files are not restricted while a model loads (the kernel has no Landlock)"
	if v, err := landlocksys.LandlockGetABIVersion(); err == nil && v > 0 {
		files = fmt.Sprintf("reads only the model's folder and libraries while it loads (Landlock %d)", v)
	}
	calls := "afterwards files, network and programs are not restricted (no seccomp filter for " + runtime.GOARCH + ")"
	if _, err := filter(nil); err == nil {
		calls = "opens no file afterwards; no network, no other program (seccomp)"
	}
	return files + "; " + calls
}

// startRestricted starts a process that can read below the folders, the program and the
// system's libraries, and write nothing, as far as the kernel has Landlock. The process
// inherits this from the thread that starts it. The thread takes no other goroutine
// again, and lives until done is closed, because a process whose Pdeathsig is set dies
// with the thread that started it.
func startRestricted(cmd *exec.Cmd, folders []string, done <-chan struct{}) error {
	fd, flags, err := landlock.V7.BestEffort().NewRulesetFD(rules(cmd.Path, folders)...)
	if err != nil {
		return fmt.Errorf("restrict files: %w", err)
	}
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked
		err := error(nil)
		if fd >= 0 {
			err = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
			if err == nil {
				err = landlocksys.LandlockRestrictSelf(fd, flags)
			}
			err = errors.Join(err, unix.Close(fd))
		}
		if err == nil {
			err = cmd.Start()
		}
		started <- err
		if err == nil {
			<-done
		}
	}()
	return <-started
}

// rules are what a program needs to start and to find out about the processor, and
// reading below folders.
func rules(program string, folders []string) []landlock.Rule {
	files := []string{program, "/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", os.DevNull, "/dev/urandom"}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		files = append(files, real)
	}
	if maps, err := os.ReadFile("/proc/self/maps"); err == nil { // the libraries of this program, wherever they are
		for line := range strings.Lines(string(maps)) {
			if at := strings.IndexByte(line, '/'); at > 0 && strings.Contains(line[:at], "x") {
				files = append(files, strings.TrimSpace(line[at:]))
			}
		}
	}
	folders = append([]string{"/lib", "/lib64", "/usr", "/nix/store", "/sys/devices/system", "/sys/fs/cgroup", "/sys/kernel/mm"}, folders...)
	slices.Sort(files)
	return []landlock.Rule{landlock.RODirs(folders...).IgnoreIfMissing(), landlock.ROFiles(slices.Compact(files)...).IgnoreIfMissing()}
}

// RefuseCalls takes from this process, for good, the network and other programs, and
// with files all access to files that are not open. Without seccomp it does nothing. A
// second call can only take more.
func RefuseCalls(files bool) error {
	calls := append(slices.Clone(refused), oldRefused...)
	if files {
		calls = append(append(calls, opens...), oldOpens...)
	}
	program, err := filter(calls)
	if errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	// With TSYNC the kernel restricts all threads; those of libraries may block signals.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
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

// refused are the system calls that a network does not need, also while it is loaded:
// sockets, other programs and processes, interfaces that reach past the filter, and what
// changes files without opening them, which Landlock permits in part.
var refused = []uint32{
	unix.SYS_SOCKET, unix.SYS_CONNECT, unix.SYS_BIND, unix.SYS_LISTEN, unix.SYS_ACCEPT, unix.SYS_ACCEPT4, unix.SYS_IO_URING_SETUP,
	unix.SYS_EXECVE, unix.SYS_EXECVEAT, unix.SYS_PTRACE, unix.SYS_PROCESS_VM_READV, unix.SYS_PROCESS_VM_WRITEV, unix.SYS_PIDFD_OPEN,
	unix.SYS_PIDFD_GETFD, unix.SYS_BPF, unix.SYS_KEYCTL, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_MOUNT, unix.SYS_UNSHARE, unix.SYS_SETNS,
	unix.SYS_PERF_EVENT_OPEN, unix.SYS_USERFAULTFD, unix.SYS_PROCESS_MADVISE, unix.SYS_KCMP,
	// signals; filter has tgkill
	unix.SYS_KILL, unix.SYS_TKILL, unix.SYS_RT_SIGQUEUEINFO, unix.SYS_RT_TGSIGQUEUEINFO, unix.SYS_PIDFD_SEND_SIGNAL,
	// what slows other processes down; filter has prlimit64
	unix.SYS_SETPRIORITY, unix.SYS_SCHED_SETAFFINITY, unix.SYS_SCHED_SETSCHEDULER, unix.SYS_SCHED_SETPARAM, unix.SYS_SCHED_SETATTR, unix.SYS_IOPRIO_SET,
	unix.SYS_SHMGET, unix.SYS_SHMAT, unix.SYS_MSGGET, unix.SYS_SEMGET, unix.SYS_MQ_OPEN, unix.SYS_MQ_UNLINK,
	unix.SYS_INOTIFY_INIT1, unix.SYS_FANOTIFY_INIT,
	unix.SYS_UNLINKAT, unix.SYS_RENAMEAT, unix.SYS_RENAMEAT2, unix.SYS_LINKAT, unix.SYS_SYMLINKAT, unix.SYS_MKDIRAT, unix.SYS_MKNODAT, unix.SYS_TRUNCATE,
	unix.SYS_FCHMOD, unix.SYS_FCHMODAT, unix.SYS_FCHMODAT2, unix.SYS_FCHOWN, unix.SYS_FCHOWNAT, unix.SYS_UTIMENSAT,
	unix.SYS_SETXATTR, unix.SYS_LSETXATTR, unix.SYS_FSETXATTR, unix.SYS_REMOVEXATTR, unix.SYS_LREMOVEXATTR, unix.SYS_FREMOVEXATTR, unix.SYS_SETXATTRAT, unix.SYS_REMOVEXATTRAT,
}

// opens are the system calls that a network does not need once it is loaded.
var opens = []uint32{unix.SYS_OPENAT, unix.SYS_OPENAT2, unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_CHDIR, unix.SYS_CHROOT}

// Offsets in struct seccomp_data.
const (
	callOffset     = 0
	machineOffset  = 4
	argumentOffset = 16 // the low half of the first argument
)

// filter returns the seccomp filter. It refuses calls with EPERM, calls of another
// instruction set by killing the process, clone unless it starts a thread, and signals and
// limits of other processes; clone3, whose flags it cannot see, does not exist for the
// process, which then uses clone.
func filter(calls []uint32) ([]unix.SockFilter, error) {
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
	for call, process := range map[uint32]uint32{unix.SYS_TGKILL: uint32(os.Getpid()), unix.SYS_PRLIMIT64: 0} { // 0 is the caller
		f = append(f, unless(unix.BPF_JEQ, call, 4), load(argumentOffset), unless(unix.BPF_JEQ, process, 1), answer(unix.SECCOMP_RET_ALLOW), refuse)
	}
	for _, call := range calls {
		f = append(f, unless(unix.BPF_JEQ, call, 1), refuse)
	}
	return append(f, answer(unix.SECCOMP_RET_ALLOW)), nil
}

// mostInherited is the number of file descriptors among which inherited ones are looked
// for. A restricted process cannot list its own.
const mostInherited = 1 << 14

// dropInherited closes the file descriptors that this process has inherited besides its
// standard streams: those without the close-on-exec flag, which everything that Go opens
// has.
func dropInherited() error {
	for fd := 3; fd < mostInherited; fd++ {
		if flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil || flags&unix.FD_CLOEXEC != 0 {
			continue
		}
		if err := unix.Close(fd); err != nil {
			return fmt.Errorf("close an inherited file: %w", err)
		}
	}
	return nil
}
