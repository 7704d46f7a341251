package archtest

// A pattern is the name of a package, or with /... at its end the name of a
// package that stands for it and all packages below it.

// Layer lists the packages of this module that the packages of a pattern may
// import. Every package needs a layer; the first that matches applies.
type Layer struct {
	Of  string
	May []string
	Why string
}

// Owner lists the only packages that may import a library.
type Owner struct {
	Library string
	By      []string
	Why     string
}

// Reach lists what packages must not import, directly or indirectly.
type Reach struct {
	From   []string
	Never  []string // patterns
	NoCgo  bool     // no package with cgo, except in the standard library
	NoDeps bool     // only this module and the standard library
	Why    string
}

// Direct lists what packages must not import directly. (fmt imports clocks and
// files indirectly.)
type Direct struct {
	From  []string
	Never []string
	Why   string
}

// Rules holds all tables.
type Rules struct {
	Layers []Layer
	Owners []Owner
	Reach  []Reach
	Direct []Direct
}

// below lists the packages below cmd, without the window.
var below = []string{"agent/...", "policy/...", "vision/...", "sim", "sim/duel", "sim/script", "sim/raster"}

// Kumite is the architecture of this module, as described in ARCHITECTURE.md.
var Kumite = Rules{
	Layers: []Layer{
		{"sim", nil, "the rules of the game do not know players or viewers"},
		{"sim/duel", []string{"sim"}, "the referee knows the game and the interface of a player"},
		{"sim/script", []string{"sim"}, "a script sees the world and nothing else"},
		{"sim/raster", []string{"sim", "assets"}, "a picture is a function of the world and the drawings"},
		{"sim/window", []string{"sim", "sim/raster", "sim/window/panel"}, "the window shows pixels; it decides nothing"},
		{"sim/window/panel", nil, "panels are a function of their data"},

		{"assets", nil, "drawings are data"},

		{"vision", nil, "what a network sees does not depend on the game"},
		{"vision/cv", []string{"vision"}, "the same preprocessing with OpenCV"},
		{"vision/logs", []string{"vision", "vision/cv", "internal/durable"}, "recordings are video, and vision makes tensors from it"},

		{"policy", []string{"vision"}, "the contract contains the input spec and nothing else of vision"},
		{"policy/ort", []string{"policy", "vision"}, "a session enforces a contract"},
		{"policy/child", []string{"policy", "vision"}, "a network in a process of its own enforces a contract; cmd chooses its runtime"},
		{"policy/stats", nil, "statistics of numbers: pure functions"},
		{"policy/rating", []string{"policy/stats"}, "statistics of matches: pure functions of counts"},
		{"policy/offline", []string{"policy/stats"}, "metrics of labels and scores, with the intervals of stats"},

		{"agent", []string{"policy", "vision", "sim"}, "the agent gets its eyes and its session from cmd, and the game as pixels"},
		{"agent/bot", []string{"agent", "policy", "policy/ort", "policy/child", "policy/stats", "vision", "vision/cv", "sim", "sim/duel", "sim/script", "sim/raster"},
			"combines runtime, eye and decoder into a bot; other programs start here"},
		{"agent/openloop", []string{"agent", "agent/bot", "policy", "policy/offline", "vision/cv", "vision/logs", "sim", "internal/durable"},
			"decides on recorded frames: it knows logs and metrics, not matches"},
		{"agent/tune", []string{"agent/bot", "agent/openloop", "policy", "policy/offline", "policy/stats", "vision/logs", "internal/durable"},
			"decodes logs with many settings; it plays no matches"},
		{"agent/arena", []string{"agent", "agent/bot", "policy", "policy/rating", "policy/stats", "sim", "sim/duel", "internal/durable"},
			"the arena plays and counts; agent/bot loads models"},
		{"agent/doctor", []string{"agent", "agent/bot", "policy/ort", "vision/cv", "sim/raster"},
			"tries the native libraries and the model files"},
		{"agent/expert", []string{"agent", "agent/bot", "policy", "vision/logs", "sim", "sim/duel", "sim/script", "sim/raster", "internal/durable"},
			"plays scripts and records what one of them saw"},
		{"agent/inspect", []string{"agent/bot", "agent/openloop", "policy", "policy/ort", "vision", "vision/logs", "sim", "sim/raster"},
			"reads a model's file and runs it on frames"},
		{"agent/live", []string{"agent", "agent/bot", "policy", "vision", "sim", "sim/duel", "sim/raster"},
			"runs a bot's model on the wall clock; cmd wires windows"},

		{"cmd/kumite", append([]string{"cmd/internal/...", "internal/chart", "internal/durable", "internal/report"}, below...), "the command line is wiring, without the window"},
		{"cmd/kumite-watch", append([]string{"cmd/internal/...", "sim/window/...", "internal/durable"}, below...), "the only program with a window"},
		{"cmd/internal/...", append([]string{"cmd/internal/...", "internal/durable"}, below...), "wiring that the programs share"},

		{"internal/durable", nil, "files, hashes and workers, independent of their contents"},
		{"internal/report", []string{"agent/...", "policy/...", "vision/...", "sim", "internal/chart", "internal/durable"},
			"knows every document; only cmd imports it"},
		{"internal/chart", nil, "pictures of numbers, independent of their meaning"},
		{"internal/archtest", nil, "reads the graph from outside"},
		{"internal/regress", nil, "runs the program from outside"},
		{"internal/docstest", nil, "reads the source and docs/ from outside"},
		{"internal/demo", nil, "runs the demo with kumite's own commands"},
	},
	Owners: []Owner{
		{"gocv.io/x/gocv", []string{"vision/cv"}, "one package owns OpenCV's memory"},
		{"github.com/yalue/onnxruntime_go", []string{"policy/ort"}, "one package owns the runtime's tensors"},
		{"github.com/hajimehoshi/ebiten/v2", []string{"sim/window"}, "one package owns the window"},
		{"github.com/rs/zerolog", []string{"cmd/..."}, "nothing below cmd logs: packages return errors"},
	},
	Reach: []Reach{
		{From: []string{"cmd/kumite"}, Never: []string{"github.com/hajimehoshi/ebiten/...", "github.com/ebitengine/...", "sim/window"},
			Why: "kumite runs on a server without a display"},
		{From: []string{"sim"}, NoDeps: true, Why: "a match replays the same on every platform"},
		{From: []string{"sim", "sim/duel", "sim/script", "sim/raster", "vision", "policy", "policy/rating", "policy/offline", "policy/stats", "agent"},
			NoCgo: true, Why: "the pure packages build everywhere, including WebAssembly"},
	},
	Direct: []Direct{
		{From: []string{"sim", "sim/raster", "sim/script"}, Never: []string{"time", "os", "sync", "math", "math/rand/...", "maps"},
			Why: "no clock, file, goroutine, float or foreign randomness may decide a match"},
	},
}
