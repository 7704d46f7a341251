package child

import "golang.org/x/sys/unix"

// oldRefused are system calls for refused that newer architectures do not have.
var oldRefused = []uint32{
	unix.SYS_FORK, unix.SYS_VFORK, unix.SYS_INOTIFY_INIT,
	unix.SYS_UNLINK, unix.SYS_RENAME, unix.SYS_LINK, unix.SYS_SYMLINK, unix.SYS_MKDIR, unix.SYS_RMDIR, unix.SYS_MKNOD,
	unix.SYS_CHMOD, unix.SYS_CHOWN, unix.SYS_LCHOWN, unix.SYS_UTIME, unix.SYS_UTIMES, unix.SYS_FUTIMESAT,
}

// oldOpens are such calls for opens.
var oldOpens = []uint32{unix.SYS_OPEN, unix.SYS_CREAT}
