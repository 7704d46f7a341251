package bot_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

func TestAMachineThatCannotRunANetworkIsNotBlamedOnTheModel(t *testing.T) {
	isolated := bot.Setup{Isolation: bot.Isolation{When: bot.Always, Command: []string{filepath.Join(t.TempDir(), "nowhere")}}}
	if _, err := bot.Open("../../models/pro-tiny.onnx", isolated); !errors.Is(err, bot.ErrMachine) {
		t.Errorf("a program that does not exist: got %v, want ErrMachine", err)
	}
	named := filepath.Join(t.TempDir(), "Too many open files: pthread_create failed, error code: 11.onnx")
	if err := os.WriteFile(named, []byte("this is not a model"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := bot.Open(named, bot.Setup{}); err == nil || errors.Is(err, bot.ErrMachine) {
		t.Errorf("a broken file whose name says so: got %v, want an error of the model", err)
	}
}

func TestTooFewOpenFilesAreBlamedOnTheMachine(t *testing.T) {
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	if b, err := bot.Open("../../models/pro-tiny.onnx", bot.Setup{}); err != nil { // loads the runtime
		t.Fatal(err)
	} else if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	var held []*os.File
	defer func() {
		for _, f := range held {
			f.Close()
		}
	}()
	free, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	held = append(held, free)
	few := was
	few.Cur = uint64(free.Fd()) + 1
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &few); err != nil {
		t.Fatal(err)
	}
	for { // descriptors below the limit
		f, err := os.Open(os.DevNull)
		if err != nil {
			break
		}
		held = append(held, f)
	}
	_, here := bot.Open("../../models/pro-tiny.onnx", bot.Setup{})
	_, apart := bot.Open("../../models/pro-tiny.onnx", bot.Setup{Isolation: bot.Isolation{When: bot.Always, Command: []string{os.Args[0]}}})
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	for where, err := range map[string]error{"in this process": here, "in a child": apart} {
		if !errors.Is(err, bot.ErrMachine) || !strings.Contains(fmt.Sprint(err), "ulimit -n") {
			t.Errorf("%s: got %v, want ErrMachine and which limit to raise", where, err)
		}
	}
}
