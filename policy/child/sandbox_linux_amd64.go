package child

import "golang.org/x/sys/unix"

// forks are the system calls besides clone that start a process.
var forks = []uint32{unix.SYS_FORK, unix.SYS_VFORK}

// oldOpens are the system calls with a path that newer architectures do not have.
var oldOpens = []uint32{
	unix.SYS_OPEN, unix.SYS_CREAT, unix.SYS_UNLINK, unix.SYS_RENAME, unix.SYS_RENAMEAT, unix.SYS_LINK, unix.SYS_SYMLINK, unix.SYS_MKDIR,
	unix.SYS_RMDIR, unix.SYS_MKNOD, unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT,
}
