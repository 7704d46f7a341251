// Package machine answers what the operating system says of this machine and process:
// its processor, its load and the memory that the process holds. A value that the
// system does not report is zero.
package machine
