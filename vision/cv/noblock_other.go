//go:build !unix

package cv

const noBlock = 0
