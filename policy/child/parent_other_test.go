//go:build !linux

package child

func parent() { panic("only Linux kills children with their parents") }

func trespass() { panic("only Linux shares memory with children") }
