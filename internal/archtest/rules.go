package archtest

// A pattern names one package, or with /... at its end a package and all below it.

// Layer says what the packages of one pattern may import of this module.
// The first pattern that matches a package counts; each needs one.
type Layer struct {
	Of  string
	May []string
	Why string
}

// Owner says which packages alone may import a library.
type Owner struct {
	Library string
	By      []string
	Why     string
}

// Reach says what a package must not import, even through others.
type Reach struct {
	From   []string
	Never  []string // patterns
	NoCgo  bool     // no package with C in it, but for the standard library's
	NoElse bool     // nothing but this module and the standard library
	Why    string
}

// Direct says what a package must not import itself. (The standard library
// reaches clocks and files through fmt.)
type Direct struct {
	From  []string
	Never []string
	Why   string
}

// Rules are all the tables.
type Rules struct {
	Layers []Layer
	Owners []Owner
	Reach  []Reach
	Direct []Direct
}

// below is all that stands under cmd but for the window, which must be asked for.
var below = []string{"agent/...", "policy/...", "vision/...", "sim", "sim/duel", "sim/script", "sim/raster"}

// Kumite is the architecture of this module, as ARCHITECTURE.md draws it.
var Kumite = Rules{
	Layers: []Layer{
		{"sim", nil, "the rules of the game know nothing of who plays or watches"},
		{"sim/duel", []string{"sim"}, "the referee knows the game and the interface of a player"},
		{"sim/script", []string{"sim"}, "a script sees the world and nothing else"},
		{"sim/raster", []string{"sim", "assets"}, "a picture is a function of the world and the drawings"},
		{"sim/window", []string{"sim", "sim/raster", "sim/window/panel"}, "the window shows pixels; it decides nothing"},
		{"sim/window/panel", nil, "panels are a function of what they tell"},

		{"assets", nil, "drawings are data"},

		{"vision", nil, "what a network sees does not depend on the game"},
		{"vision/cv", []string{"vision"}, "the same preprocessing through OpenCV"},
		{"vision/logs", []string{"vision", "vision/cv", "internal/durable"}, "recordings are video, and tensors what vision makes of it"},

		{"policy", []string{"vision"}, "the contract holds the input spec; nothing else of seeing"},
		{"policy/ort", []string{"policy", "vision"}, "a session keeps a contract"},
		{"policy/child", []string{"policy", "vision"}, "a network in a process of its own keeps a contract; which runtime it runs is cmd's"},
		{"policy/stats", nil, "statistics of numbers: pure functions"},
		{"policy/rating", []string{"policy/stats"}, "statistics of matches: pure functions of counts"},
		{"policy/offline", []string{"policy/stats"}, "metrics of labels and scores, with the intervals of stats"},

		{"agent", []string{"policy", "vision", "sim"}, "the agent gets its eyes and its session from cmd, and the game as pixels"},
		{"agent/bot", []string{"agent", "policy", "policy/ort", "policy/child", "policy/stats", "vision", "vision/cv", "sim", "sim/duel", "sim/script", "sim/raster"},
			"joins the runtimes, the eyes and the decoder into a bot; the way in for other programs"},
		{"agent/openloop", []string{"agent", "agent/bot", "policy", "policy/offline", "vision/cv", "vision/logs", "sim", "internal/durable"},
			"a mind on recorded frames: it knows logs and metrics, and no matches"},
		{"agent/tune", []string{"agent/bot", "agent/openloop", "policy", "policy/offline", "policy/stats", "vision/logs", "internal/durable"},
			"decodes logs again and again; it plays nothing"},
		{"agent/arena", []string{"agent", "agent/bot", "policy", "policy/rating", "policy/stats", "vision", "sim", "sim/duel", "sim/script", "sim/raster", "internal/durable"},
			"the arena plays and counts; how a model is loaded is bot's"},
		{"agent/doctor", []string{"agent", "agent/bot", "policy/ort", "vision/cv", "sim/raster"},
			"tries the native libraries and the model files"},
		{"agent/expert", []string{"agent", "agent/bot", "policy", "vision/logs", "sim", "sim/duel", "sim/script", "sim/raster", "internal/durable"},
			"plays scripts and writes what one of them saw"},
		{"agent/inspect", []string{"agent/bot", "agent/openloop", "policy", "policy/ort", "vision", "vision/logs", "sim", "sim/raster"},
			"reads a model's file and runs it on frames"},
		{"agent/live", []string{"agent", "agent/bot", "policy", "vision", "sim", "sim/duel", "sim/raster"},
			"the wall clock around a bot's model; windows are wired in cmd"},

		{"cmd/kumite", append([]string{"cmd/internal/...", "internal/chart", "internal/durable", "internal/report"}, below...), "the command line is wiring, without the window"},
		{"cmd/kumite-watch", append([]string{"cmd/internal/...", "sim/window/...", "internal/durable"}, below...), "the one program with a window"},
		{"cmd/internal/...", append([]string{"cmd/internal/...", "internal/chart", "internal/durable", "internal/report"}, below...), "wiring that the programs share"},

		{"internal/durable", nil, "files, hashes and workers, whatever they hold or do"},
		{"internal/report", []string{"agent/...", "policy/...", "vision/...", "sim", "sim/duel", "internal/chart", "internal/durable"},
			"knows every document; only commands know it"},
		{"internal/chart", nil, "pictures of numbers, whatever they mean"},
		{"internal/archtest", nil, "reads the graph from outside"},
		{"internal/regress", nil, "runs the program from outside"},
		{"internal/docstest", nil, "reads the source and docs/ from outside"},
		{"internal/docscript", nil, "runs the commands that the documentation prints, from outside"},
		{"internal/demo", nil, "tells the story with kumite's own commands"},
	},
	Owners: []Owner{
		{"gocv.io/x/gocv", []string{"vision/cv"}, "one package owns OpenCV's memory"},
		{"github.com/yalue/onnxruntime_go", []string{"policy/ort"}, "one package owns the runtime's tensors"},
		{"github.com/hajimehoshi/ebiten/v2", []string{"sim/window"}, "one package owns the window"},
		{"github.com/rs/zerolog", []string{"agent", "agent/arena", "cmd/..."}, "nothing below agent logs: it returns errors"},
	},
	Reach: []Reach{
		{From: []string{"cmd/kumite"}, Never: []string{"github.com/hajimehoshi/ebiten/...", "github.com/ebitengine/...", "sim/window"},
			Why: "kumite runs on a bare server, without a display"},
		{From: []string{"sim"}, NoElse: true, Why: "a match replays the same on every platform"},
		{From: []string{"sim", "sim/duel", "sim/script", "sim/raster", "vision", "policy", "policy/rating", "policy/offline", "policy/stats", "agent"},
			NoCgo: true, Why: "the pure packages build everywhere, WebAssembly included"},
	},
	Direct: []Direct{
		{From: []string{"sim", "sim/raster", "sim/script"}, Never: []string{"time", "os", "sync", "math", "math/rand/...", "maps"},
			Why: "no clock, file, goroutine, float or foreign randomness may decide a match"},
	},
}
