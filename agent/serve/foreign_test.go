package serve_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/sim"
)

// python returns a command that runs a program of testdata with the classes that Debian's
// grpcio makes of the protocol's definition.
func python(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	interpreter := "python3"
	if _, err := os.Stat("/usr/bin/python3"); err == nil {
		interpreter = "/usr/bin/python3" // the one that has Debian's packages
	}
	stubs := t.TempDir()
	out, err := exec.Command(interpreter, "-m", "grpc_tools.protoc", "-I../../internal/oippb", "--python_out="+stubs, "--grpc_python_out="+stubs, "inference.proto").CombinedOutput()
	if err != nil {
		t.Fatalf("grpc_tools.protoc: %v\n%s", err, out)
	}
	cmd := exec.CommandContext(t.Context(), interpreter, append([]string{filepath.Join("testdata", program)}, args...)...)
	cmd.Env = append(os.Environ(), "PYTHONPATH="+stubs, "PYTHONDONTWRITEBYTECODE=1")
	return cmd
}

// node returns a command that runs a program of testdata with gRPC for Node.
func node(t *testing.T, program string, args ...string) *exec.Cmd {
	t.Helper()
	modules, err := filepath.Abs("../../.deps/node/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", append([]string{filepath.Join("testdata", program), "../../internal/oippb/inference.proto"}, args...)...)
	cmd.Env = append(os.Environ(), "NODE_PATH="+modules)
	return cmd
}

func TestForeignLibrariesGetTheScoresOfTheModel(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	s, want := local(t, path)
	_, calls := start(t, nil, path)
	for library, cmd := range map[string]*exec.Cmd{
		"Python": python(t, "client.py", calls, "pro-tiny", s.Contract().Frames),
		"Node":   node(t, "client.js", calls, "pro-tiny", s.Contract().Frames),
	} {
		out := output(t, cmd, oip.AppendFloats(nil, s.Input().Floats))
		var got struct {
			Raw, Typed, Frame []float32
			Refused           string
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Raw, want) || !slices.Equal(got.Typed, want) {
			t.Errorf("%s: scores %v and %v, want %v", library, got.Raw, got.Typed, want)
		}
		if len(got.Frame) != len(want) || slices.Equal(got.Frame, want) {
			t.Errorf("%s: scores of a black frame are %v; want %d others than %v", library, got.Frame, len(want), want)
		}
		if got.Refused != "INVALID_ARGUMENT" {
			t.Errorf("%s: a tensor of another shape: %s, want INVALID_ARGUMENT", library, got.Refused)
		}
	}
}

// output runs a command and returns what it prints.
func output(t *testing.T, cmd *exec.Cmd, stdin []byte) []byte {
	t.Helper()
	var complaint bytes.Buffer
	cmd.Stdin, cmd.Stderr = bytes.NewReader(stdin), &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v; make setup installs the clients of these tests\n%s", cmd.Args, err, complaint.Bytes())
	}
	return out
}

func TestAPythonServerPlays(t *testing.T) {
	cmd := python(t, "server.py")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		in.Close() // it ends
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}()
	port, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	sidecar := filepath.Join(t.TempDir(), "m.json")
	text := `{"kumite.version": 1, "kumite.classes": ["no_action", "poke", "parry"], "kumite.input": {"width": 32, "height": 18, "color": "gray"}}`
	if err := os.WriteFile(sidecar, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	contestants, err := bot.ParseAll([]string{"oip://127.0.0.1:" + strings.TrimSpace(port) + "/m?sidecar=" + sidecar + "&name=snake", "script:rookie"})
	if err != nil {
		t.Fatal(err)
	}
	x := arena.Tournament{
		Config: arena.Config{Contestants: contestants, Pairs: 2, Seed: 1, Rules: sim.DefaultRules()},
		Load:   bot.Setup{}.Loader(), Workers: 2,
	}
	x.Config.Rules.MatchTicks = 10 * sim.TickRate
	var hashes [2][]string
	for i := range hashes {
		got, err := x.Run(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if who := got.Results.Contestants[0]; who.Voids != 0 || who.Ledger.Accepted == 0 {
			t.Errorf("%d voids, %+v; want none, and presses", who.Voids, who.Ledger)
		}
		for _, l := range got.Legs {
			hashes[i] = append(hashes[i], l.Hash)
		}
	}
	if !slices.Equal(hashes[0], hashes[1]) {
		t.Errorf("the same matches end in %v, then in %v", hashes[0], hashes[1])
	}
}
