package inspect_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/inspect"
	"github.com/kumite/kumite/policy/child"
)

// inspectCommand lets the test binary inspect a model for an isolated inspection.
const inspectCommand = "inspect-for-a-test"

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == inspectCommand {
		if err := serve(os.Args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func serve(args []string) error {
	var (
		cfg   inspect.Config
		limit bot.Size
	)
	f := flag.NewFlagSet("", flag.ContinueOnError)
	f.Func("memory-limit", "", limit.Set)
	f.Uint64Var(&cfg.Seed, "seed", 0, "")
	f.StringVar(&cfg.Logs, "logs", "", "")
	f.StringVar(&cfg.Canary, "canary", "", "")
	if err := f.Parse(args); err != nil {
		return err
	}
	cfg.Model = f.Arg(0)
	if cfg.Seed != snooping {
		return inspect.Serve(context.Background(), os.Stdout, cfg, limit)
	}
	if err := inspect.Serve(context.Background(), io.Discard, cfg, limit); err != nil {
		return err
	}
	_, read := os.ReadFile("../../go.mod")
	_, dialled := net.Dial("udp", "127.0.0.1:9")
	return fmt.Errorf("it could read: %v, write: %v, connect: %v, start: %v", read == nil,
		os.WriteFile(filepath.Join(filepath.Dir(cfg.Model), "new"), nil, 0o644) == nil, dialled == nil, exec.Command("/bin/true").Run() == nil)
}

// snooping is the seed of an inspection after which the process looks around.
const snooping = 4242

func TestAnIsolatedInspectionReachesNothingElse(t *testing.T) {
	if !strings.Contains(child.Sandbox(), "Landlock") || !strings.Contains(child.Sandbox(), "no network") {
		t.Logf("this system offers less: %s", child.Sandbox())
		return
	}
	const want = "it could read: false, write: false, connect: false, start: false"
	_, err := inspect.Run(t.Context(), isolated(inspect.Config{Model: copied(t, "{}"), Seed: snooping}))
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func isolated(cfg inspect.Config) inspect.Config {
	cfg.Isolation = bot.Isolation{When: bot.Always, MemoryLimit: bot.DefaultMemoryLimit, Command: []string{os.Args[0], inspectCommand}}
	return cfg
}

func TestAnIsolatedInspectionGivesTheSameDocument(t *testing.T) {
	for _, cfg := range []inspect.Config{
		{Model: model + "?gamma=-2", Seed: 3, Canary: canary},
		{Model: copied(t, `{"kumite.train_prior":[0.5,0.1]}`)},
		{Model: "../../policy/ort/testdata/recurrent.onnx", Seed: 1},
	} {
		want, got := run(t, cfg), run(t, isolated(cfg))
		want.RSSGrowth, got.RSSGrowth = 0, 0
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: isolated\n%+v\nwant\n%+v", cfg.Model, got, want)
		}
	}
	_, want := inspect.Run(t.Context(), inspect.Config{Model: "none.onnx"})
	if _, err := inspect.Run(t.Context(), isolated(inspect.Config{Model: "none.onnx"})); err == nil || err.Error() != want.Error() {
		t.Errorf("a missing file: got %v, want %v", err, want)
	}
}

// sparse writes a model whose external data has a size and takes no space.
func sparse(t *testing.T, size int64) string {
	t.Helper()
	path := copiedFrom(t, "../../policy/ort/testdata/external.onnx", "{}")
	data, err := os.Create(filepath.Join(filepath.Dir(path), "external.data"))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(data.Truncate(size), data.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAModelThatTakesTooMuchDoesNotTakeTheProgramWithIt(t *testing.T) {
	for name, x := range map[string]struct {
		model string
		limit time.Duration
		want  string
	}{
		"8 GiB of external data":  {sparse(t, 8<<30), time.Second, "no answer within 1s of CPU time while its file was read; look for an endless loop, or export a smaller model, or raise --load-limit"},
		"1.8 GB of external data": {sparse(t, 1800<<20), time.Minute, "out of memory (limit 1.0 GiB) while its file was read; raise --memory-limit"},
	} {
		cfg := isolated(inspect.Config{Model: x.model})
		cfg.Isolation.LoadLimit = x.limit
		if doc, err := inspect.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), "load model ") {
			t.Errorf("%s: got %+v, %v; want %q", name, doc, err, x.want)
		}
	}
}

func TestAModelThatHangsBreaksARule(t *testing.T) {
	cfg := isolated(inspect.Config{Model: "../../policy/ort/testdata/hung.onnx"})
	cfg.Isolation.LoadLimit = 8 * time.Second
	doc := run(t, cfg)
	if want := "no answer within 8s of CPU time; look for an endless loop, or export a smaller model, or raise --load-limit"; !strings.Contains(doc.Broken(), want) {
		t.Errorf("got %q, want %q", doc.Broken(), want)
	}
}

func TestAnInspectionEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := inspect.Run(ctx, isolated(inspect.Config{Model: model})); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}
