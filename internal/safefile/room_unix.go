//go:build unix

package safefile

import "syscall"

// mappable reports whether the system maps so much memory, which is never touched.
func mappable(bytes int64) bool {
	if int64(int(bytes)) != bytes {
		return false
	}
	m, err := syscall.Mmap(-1, 0, int(bytes), syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_PRIVATE|syscall.MAP_ANON)
	return err == nil && syscall.Munmap(m) == nil
}
