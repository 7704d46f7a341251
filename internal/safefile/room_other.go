//go:build !unix

package safefile

func mappable(int64) bool { return true }
