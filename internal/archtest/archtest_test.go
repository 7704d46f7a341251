package archtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/gobuild"
)

// module loads the graph of the current module.
func module(t *testing.T) Graph {
	t.Helper()
	if err := gobuild.Examine("../..", ".go"); err != nil { // go list reads them
		t.Fatal(err)
	}
	graph, err := Load("../..")
	if err != nil {
		t.Fatal(err)
	}
	return graph
}

func TestImportsFollowTheArchitecture(t *testing.T) {
	for _, violation := range Check(module(t), Kumite) {
		t.Error(violation)
	}
}

func TestRulesNameOnlyPackagesThatExist(t *testing.T) {
	for _, name := range Unmatched(module(t), Kumite) {
		t.Errorf("a rule names %s, which matches no package of this module or its imports", name)
	}
}

func TestNoPermissionIsUnused(t *testing.T) {
	for _, line := range Unused(module(t), Kumite) {
		t.Error(line + "; remove it from the table")
	}
}

// sound returns a small graph that follows every rule of Kumite.
func sound() Graph {
	ours := func(imports ...string) Package {
		return Package{Ours: true, Imports: imports, Doc: true, Example: true, External: true}
	}
	std := Package{Standard: true}
	return Graph{
		"fmt": std, "time": std, "math/rand/v2": std, "net": {Standard: true, Cgo: true},
		"gocv.io/x/gocv":                   {Cgo: true},
		"github.com/yalue/onnxruntime_go":  {Cgo: true},
		"github.com/hajimehoshi/ebiten/v2": {Imports: []string{"github.com/ebitengine/purego"}},
		"github.com/ebitengine/purego":     {},
		"github.com/rs/zerolog":            {Imports: []string{"net"}},
		"example.org/pure":                 {},

		"sim":              ours("fmt"),
		"sim/raster":       ours("sim"),
		"sim/window":       ours("sim/raster", "github.com/hajimehoshi/ebiten/v2"),
		"vision":           ours("example.org/pure"),
		"vision/cv":        ours("vision", "gocv.io/x/gocv"),
		"policy":           ours("vision"),
		"policy/ort":       ours("policy", "github.com/yalue/onnxruntime_go"),
		"policy/offline":   ours(),
		"agent":            ours("policy", "vision", "sim"),
		"cmd/internal/run": ours("agent", "policy/ort"),
		"cmd/kumite":       ours("cmd/internal/run", "time", "github.com/rs/zerolog"),
		"cmd/kumite-watch": ours("cmd/internal/run", "sim/window"),
	}
}

func TestCheckerPassesASoundGraph(t *testing.T) {
	if got := Check(sound(), Kumite); len(got) != 0 {
		t.Errorf("violations in a sound graph: %q", got)
	}
}

func TestCheckerFindsEachViolation(t *testing.T) {
	for _, test := range []struct {
		name      string
		from, dep string // the import added to the sound graph
		want      string // the reported violation without its reason
	}{
		{"up", "sim", "agent", "sim imports agent"},
		{"sideways", "vision", "sim", "vision imports sim"},
		{"native library of a pure package", "agent", "vision/cv", "agent imports vision/cv"},
		{"second importer of OpenCV", "cmd/kumite", "gocv.io/x/gocv", "cmd/kumite imports gocv.io/x/gocv"},
		{"second importer of ONNX Runtime", "policy", "github.com/yalue/onnxruntime_go", "policy imports github.com/yalue/onnxruntime_go"},
		{"indirect cgo", "policy", "github.com/yalue/onnxruntime_go", "agent imports policy imports github.com/yalue/onnxruntime_go"},
		{"second importer of Ebiten", "cmd/kumite-watch", "github.com/hajimehoshi/ebiten/v2/audio", "cmd/kumite-watch imports github.com/hajimehoshi/ebiten/v2/audio"},
		{"window in kumite", "cmd/internal/run", "sim/window", "cmd/kumite imports cmd/internal/run imports sim/window"},
		{"glfw in kumite", "vision", "github.com/ebitengine/purego", "cmd/kumite imports cmd/internal/run imports agent imports vision imports github.com/ebitengine/purego"},
		{"library in the rules", "sim", "example.org/pure", "sim imports example.org/pure"},
		{"clock in the rules", "sim", "time", "sim imports time"},
		{"foreign randomness in the rules", "sim", "math/rand/v2", "sim imports math/rand/v2"},
		{"logging below agent", "policy", "github.com/rs/zerolog", "policy imports github.com/rs/zerolog"},
		{"program as a library", "agent", "cmd/kumite", "agent imports cmd/kumite"},
		{"statistics in a command", "cmd/kumite", "gonum.org/v1/gonum/stat", "cmd/kumite imports gonum.org/v1/gonum/stat"},
		{"hashes in a command", "cmd/internal/run", "crypto/sha256", "cmd/internal/run imports crypto/sha256"},
		{"tables as text in a command", "cmd/kumite", "encoding/csv", "cmd/kumite imports encoding/csv"},
	} {
		t.Run(test.name, func(t *testing.T) {
			graph := sound()
			if _, ok := graph[test.dep]; !ok {
				graph[test.dep] = Package{}
			}
			p := graph[test.from]
			p.Imports = append(p.Imports, test.dep)
			graph[test.from] = p
			got := Check(graph, Kumite)
			if !slices.ContainsFunc(got, func(b string) bool { return strings.HasPrefix(b, test.want+": ") }) {
				t.Errorf("violations %q; want one that begins %q", got, test.want)
			}
		})
	}
}

func TestAPackageWithoutALayerIsAViolation(t *testing.T) {
	graph := sound()
	graph["sim/utils"] = Package{Ours: true}
	want := []string{"sim/utils has no layer; add it to the table with its reason"}
	if got := Check(graph, Kumite); !slices.Equal(got, want) {
		t.Errorf("violations %q, want %q", got, want)
	}
}

func TestCheckerFindsACommandThatGrows(t *testing.T) {
	graph := sound()
	p := graph["cmd/kumite"]
	p.Lines = map[string]int{"tune.go": 900, "tune_table.go": 700, "eval.go": 2000, "root.go": 10}
	graph["cmd/kumite"] = p
	rules := Kumite
	rules.Sizes = []Size{{"cmd/kumite", 3600, 1500, "because"}}
	want := []string{
		"cmd/kumite has 3610 lines, of at most 3600: because",
		"cmd/kumite has 2000 lines on eval, of at most 1500: because",
		"cmd/kumite has 1600 lines on tune, of at most 1500: because",
	}
	if got := Check(graph, rules); !slices.Equal(got, want) {
		t.Errorf("violations %q, want %q", got, want)
	}
}

func TestCheckerFindsWhatARoomLacks(t *testing.T) {
	graph := sound()
	graph["agent/watch"] = Package{Ours: true}
	p := graph["policy/ort"]
	p.Example = false
	graph["policy/ort"] = p
	rules := Kumite
	rules.Rooms = []Room{{"agent/...", "because"}, {"policy/...", "because"}}
	want := []string{
		"agent/watch has no package comment: because",
		"agent/watch has no Example function: because",
		"agent/watch has no test in its _test package: because",
		"policy/ort has no Example function: because",
	}
	if got := Check(graph, rules); !slices.Equal(got, want) {
		t.Errorf("violations %q, want %q", got, want)
	}
}

func TestCheckerFindsFilesThatAreOpenedInAnUnsafeWay(t *testing.T) {
	calls, err := opens("x.go", []byte(`package x
		import "os"
		func f(root *os.Root) { os.ReadFile("x"); open := os.Open; open("y"); root.Open("z"); os.Stat("w") }`))
	if want := []string{"ReadFile", "Open"}; err != nil || !slices.Equal(calls, want) {
		t.Errorf("got %q, %v; want %q", calls, err, want)
	}
	graph := sound()
	p := graph["policy/ort"]
	p.Opens = []string{"Open", "ReadFile"}
	graph["policy/ort"] = p
	rules := Kumite
	rules.Opener = []Opener{{"policy/ort", []string{"ReadFile", "Create"}, "because"}}
	rules.Sizes, rules.Rooms = nil, nil
	want := []string{"policy/ort calls os.Open: files may come from strangers; open them with internal/safefile"}
	if got := Check(graph, rules); !slices.Equal(got, want) {
		t.Errorf("violations %q, want %q", got, want)
	}
	if got := Unused(graph, Rules{Opener: rules.Opener}); !slices.Equal(got, []string{"policy/ort may call os.Create and does not"}) {
		t.Errorf("unused %q", got)
	}
}

func TestUnusedPermissionsAreReported(t *testing.T) {
	rules := Rules{Layers: []Layer{{Of: "agent", May: []string{"policy", "sim", "sim/raster"}}, {Of: "cmd/...", May: []string{"agent/...", "vision/..."}}}}
	graph := Graph{
		"agent":      {Ours: true, Imports: []string{"policy", "sim"}},
		"cmd/kumite": {Ours: true, Imports: []string{"agent"}},
	}
	want := []string{"agent may import sim/raster and does not", "cmd/... may import vision/... and does not"}
	if got := Unused(graph, rules); !slices.Equal(got, want) {
		t.Errorf("unused %q, want %q", got, want)
	}
}

func TestPatternsThatMatchNoPackageAreReported(t *testing.T) {
	rules := Rules{
		Layers: []Layer{{Of: "sim", May: []string{"gone"}}, {Of: "cmd/..."}},
		Owners: []Owner{{Library: "gocv.io/x/gocv", By: []string{"vision/lost"}}, {Library: "example.org/unused", By: []string{"sim"}}},
	}
	want := []string{"example.org/unused/...", "gone", "vision/lost"}
	if got := Unmatched(sound(), rules); !slices.Equal(got, want) {
		t.Errorf("unmatched %q, want %q", got, want)
	}
}

func TestTheOutputOfGoListIsDecoded(t *testing.T) {
	graph, err := decode(strings.NewReader(`
		{"ImportPath": "fmt", "Standard": true}
		{"ImportPath": "github.com/kumite/kumite/vision/cv", "Imports": ["C", "fmt", "unsafe", "github.com/kumite/kumite/vision"], "CgoFiles": ["quiet.go"], "Doc": "Package cv", "XTestGoFiles": ["clip_test.go"]}`))
	if err != nil {
		t.Fatal(err)
	}
	if p := graph["fmt"]; !p.Standard || p.Ours {
		t.Errorf("fmt read as %+v", p)
	}
	p := graph["vision/cv"]
	if !p.Ours || !p.Cgo || p.Standard || !p.Doc || !p.External || !slices.Equal(p.Imports, []string{"fmt", "vision"}) {
		t.Errorf("vision/cv read as %+v", p)
	}
	if _, err := decode(strings.NewReader(`{"ImportPath": `)); err == nil {
		t.Error("a truncated list is decoded without an error")
	}
}
