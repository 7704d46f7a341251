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

// Opener lists the functions of the package os, of those that open files, that the
// packages of a pattern may call. All others open files with internal/safefile.
type Opener struct {
	Of  string
	May []string
	Why string
}

// Size limits the lines of a command, without its tests. A question is the files
// whose names are equal up to the first "_".
type Size struct {
	Of       string
	Whole    int // lines of the package
	Question int // lines of any one question
	Why      string
}

// Room requires of packages what a reader of another project needs: a package comment,
// an Example function, and tests that call the package from outside.
type Room struct {
	Of  string
	Why string
}

// Rules holds all tables.
type Rules struct {
	Layers []Layer
	Owners []Owner
	Reach  []Reach
	Direct []Direct
	Opener []Opener
	Sizes  []Size
	Rooms  []Room
}

// Kumite is the architecture of this module, as described in ARCHITECTURE.md.
var Kumite = Rules{
	Layers: []Layer{
		{"sim", nil, "the rules of the game do not know players or viewers"},
		{"sim/duel", []string{"sim", "internal/jsonfile", "internal/safefile"}, "the referee knows the game and the interface of a player"},
		{"sim/script", []string{"sim"}, "a script sees the world and nothing else"},
		{"sim/raster", []string{"sim", "assets"}, "a picture is a function of the world and the drawings"},
		{"sim/moments", []string{"sim", "sim/duel", "sim/script"}, "what happened follows from a recording and the game's own rules"},
		{"sim/odds", []string{"sim"}, "who is ahead follows from the state of the match"},
		{"sim/odds/fit", []string{"sim", "sim/duel", "sim/odds", "policy/stats"}, "fits the odds on recordings, and measures how well"},
		{"sim/window", []string{"sim", "sim/raster", "sim/window/panel", "sim/window/scene", "assets/sounds", "internal/safefile"}, "the window shows pixels; it decides nothing"},
		{"sim/window/scene", []string{"sim", "sim/window/panel"}, "what can be shown does not depend on what shows it"},
		{"sim/window/panel", nil, "panels are a function of the view they are given"},

		{"assets", nil, "drawings are data"},
		{"assets/sounds", nil, "sounds are data"},
		{"assets/sounds/make", []string{"assets/sounds", "internal/durable"}, "generates the sounds"},
		{"models", nil, "model files are data"},

		{"vision", []string{"internal/jsonfile"}, "what a network sees does not depend on the game"},
		{"vision/seertest", []string{"vision"}, "tests what every eye must keep to"},
		{"vision/indexed", nil, "a palette frame as PNG"},
		{"vision/cv", []string{"vision", "vision/container", "vision/indexed", "internal/safefile"}, "the same preprocessing with OpenCV; the time stamps of a file say whether frames are missing"},
		{"vision/container", []string{"internal/safefile"}, "reads the index of a video file"},
		{"vision/container/containertest", nil, "rewrites the bytes of test videos"},
		{"vision/logs", []string{"vision", "vision/container", "vision/cv", "internal/csvfile", "internal/durable", "internal/jsonfile", "internal/number", "internal/safefile"}, "recordings are video, and vision makes tensors from it"},
		{"vision/logs/audit", []string{"vision/cv", "vision/logs", "policy/stats", "internal/number", "internal/pool"},
			"looks at frames and rows, and scores a linear probe with the average precision of stats; what a model says of logs it is handed"},
		{"vision/logs/importer", []string{"vision/container", "vision/cv", "vision/logs", "internal/csvfile", "internal/jsonfile", "internal/number", "internal/safefile"},
			"aligns videos and tables by their times; whether presses show is audit's to say"},

		{"policy", []string{"vision", "internal/csvfile", "internal/invalid", "internal/jsonfile", "internal/number", "internal/safefile"}, "the contract contains the input spec and nothing else of vision"},
		{"policy/cputime", nil, "limits of CPU time, independent of what computes"},
		{"policy/ort", []string{"policy", "policy/cputime", "vision", "internal/installed", "internal/safefile"}, "a session enforces a contract"},
		{"policy/child", []string{"policy", "policy/cputime", "vision", "internal/number"}, "a network in a process of its own enforces a contract; cmd chooses its runtime"},
		{"policy/stats", nil, "statistics of numbers: pure functions"},
		{"policy/drift", []string{"internal/jsonfile"}, "statistics of numbers that a model saw and gave: pure functions"},
		{"policy/rating", []string{"policy/stats", "internal/jsonfile"}, "statistics of matches: pure functions of counts"},
		{"policy/offline", []string{"policy/stats"}, "metrics of labels and scores, with the intervals of stats"},

		{"policy/oip", []string{"policy", "vision", "internal/oippb", "internal/safefile"}, "a served network keeps a contract as a loaded one does"},

		{"agent", []string{"policy", "vision", "sim"}, "the agent gets its eyes and its session from cmd, and the game as pixels"},
		{"agent/scores", []string{"sim", "sim/duel", "internal/jsonfile"}, "keeps what models said of a recorded match; it knows no model, and a browser reads it"},
		{"agent/bot", []string{"agent", "policy", "policy/ort", "policy/child", "policy/oip", "policy/stats", "vision", "vision/cv", "sim", "sim/duel", "sim/script", "sim/raster", "internal/installed", "internal/invalid", "internal/number", "internal/safefile", "models"},
			"combines runtime, eye and decoder into a bot; other programs start here"},
		{"agent/openloop", []string{"agent", "agent/bot", "policy", "policy/drift", "policy/offline", "policy/stats", "vision", "vision/cv", "vision/logs", "vision/logs/audit", "sim", "internal/csvfile", "internal/durable", "internal/invalid", "internal/number", "internal/plain", "internal/pool", "internal/safefile"},
			"decides on recorded frames: it knows logs and metrics, not matches"},
		{"agent/tune", []string{"agent/bot", "agent/openloop", "policy", "policy/drift", "policy/offline", "policy/stats", "vision/logs", "internal/invalid", "internal/number", "internal/pool"},
			"decodes logs with many settings; it plays no matches"},
		{"agent/arena", []string{"agent", "agent/bot", "agent/scores", "policy", "policy/rating", "policy/stats", "sim", "sim/duel", "internal/csvfile", "internal/durable", "internal/jsonfile", "internal/number", "internal/pool", "internal/safefile"},
			"the arena plays and counts; agent/bot loads models"},
		{"agent/farm/broker", []string{"internal/safefile"}, "a server knows nothing of what passes through it"},
		{"agent/farm", []string{"agent", "agent/arena", "agent/bot", "agent/scores", "policy/ort", "sim/duel", "internal/durable", "internal/jsonfile", "internal/safefile"},
			"where matches are played is not the arena's concern; what was played elsewhere it checks"},
		{"agent/decompose", []string{"agent", "agent/arena", "agent/bot", "policy", "policy/rating", "policy/stats", "sim", "sim/duel", "sim/raster", "sim/script", "internal/pool"},
			"plays a model with parts of it put right by the rule; the arena's matches are unchanged"},
		{"agent/doctor", []string{"agent", "agent/bot", "policy/child", "policy/ort", "vision/cv", "sim/raster", "internal/safefile"},
			"tries the native libraries and the model files"},
		{"agent/expert", []string{"agent", "agent/bot", "policy", "vision/logs", "sim", "sim/duel", "sim/script", "sim/raster", "internal/durable", "internal/invalid", "internal/pool", "internal/number"},
			"plays scripts and records what one of them saw"},
		{"agent/vector", []string{"agent", "vision", "sim", "sim/raster", "sim/script", "internal/invalid"},
			"plays matches for a trainer: pixels out, presses in, and what the rule says of both"},
		{"agent/hazard", []string{"agent", "agent/bot", "policy", "policy/stats", "sim", "sim/raster", "sim/script", "internal/number", "internal/pool"},
			"asks the scripts what they might have done; the model sees their frames"},
		{"agent/inspect", []string{"agent/bot", "agent/openloop", "policy", "policy/child", "policy/ort", "vision", "vision/logs", "sim", "sim/raster", "internal/machine", "internal/safefile"},
			"reads a model's file and runs it on frames"},
		{"agent/bench", []string{"agent", "agent/bot", "policy", "policy/ort", "policy/stats", "vision", "sim", "sim/duel", "sim/raster", "internal/invalid", "internal/machine"},
			"times decisions, sessions and matches; what is enough is the caller's to say"},
		{"agent/history", []string{"agent/compare", "policy/stats", "internal/number"}, "selects what the index holds; compare says what got worse"},
		{"agent/history/index", []string{"agent/arena", "agent/history"}, "keeps what arena reads of run folders"},
		{"agent/monitor", []string{"agent", "agent/arena", "agent/live", "agent/serve", "policy/drift", "policy/rating", "sim", "sim/duel", "sim/moments"},
			"counts what others play and serve"},
		{"agent/trace", []string{"agent/live", "agent/serve", "internal/safefile"}, "writes what others have measured"},
		{"agent/serve", []string{"agent", "agent/bot", "policy", "policy/drift", "policy/oip", "policy/ort", "vision", "vision/cv", "internal/invalid", "internal/jsonfile", "internal/oippb", "internal/safefile"},
			"answers requests with a model's scores and decisions; it plays nothing"},
		{"agent/requirements", []string{"agent/arena", "agent/bench", "agent/bot", "agent/openloop", "agent/sweep", "policy", "policy/offline", "policy/ort", "policy/stats", "vision/logs", "sim", "internal/invalid", "internal/number", "internal/safefile"},
			"decides what others measure: it times nothing and plays nothing"},
		{"agent/gate", []string{"agent/arena", "agent/bot", "policy", "policy/ort", "policy/rating", "policy/stats", "sim", "sim/duel", "internal/durable", "internal/invalid", "internal/number", "internal/safefile"},
			"judges models by the arena's matches; which files a model has is ort's to say"},
		{"agent/selection", []string{"agent", "agent/arena", "agent/bot", "agent/openloop", "policy", "policy/offline", "policy/rating", "policy/stats", "vision/logs", "sim", "sim/duel", "internal/csvfile", "internal/invalid", "internal/number", "internal/pool", "internal/safefile"},
			"says who plays next; matches and offline scores are others' work"},
		{"agent/study", []string{"agent", "agent/arena", "agent/bot", "agent/openloop", "policy", "policy/offline", "policy/rating", "policy/stats", "vision/logs", "sim", "sim/duel", "internal/csvfile", "internal/durable", "internal/invalid", "internal/number", "internal/safefile"},
			"measures offline and online and compares; both are others' work"},
		{"agent/recommend", []string{"agent/arena", "agent/scenario", "policy/rating", "policy/stats", "sim/duel", "internal/number"},
			"judges the results of runs and scenarios; it plays and reads nothing"},
		{"agent/feedback", []string{"sim", "sim/duel", "sim/moments", "internal/durable", "internal/invalid", "internal/jsonfile", "internal/safefile"},
			"keeps what people say of recorded matches; it loads no model and plays nothing"},
		{"agent/scenario", []string{"agent", "agent/bot", "agent/feedback", "policy/stats", "sim", "sim/duel", "sim/moments", "sim/script", "internal/durable", "internal/invalid", "internal/pool", "internal/safefile"},
			"plays from a moment of a recording; what was wrong there is feedback's to say"},
		{"agent/breakdown", []string{"agent/arena", "agent/scores", "policy/rating", "policy/stats", "sim", "sim/duel", "sim/moments", "internal/pool"},
			"reads a run and its recordings; it plays nothing"},
		{"agent/compare", []string{"agent/arena", "policy/rating", "policy/stats", "sim/duel"},
			"reads two run folders; it plays nothing"},
		{"agent/review", []string{"agent/arena", "policy/rating", "policy/stats", "sim", "sim/duel", "internal/durable", "internal/invalid", "internal/jsonfile", "internal/safefile"},
			"shows people clips of a run and counts what they say; it plays nothing"},
		{"agent/release", []string{"agent/arena", "agent/bot", "agent/feedback", "agent/openloop", "agent/requirements", "agent/review", "agent/scenario",
			"policy/offline", "policy/stats", "sim", "sim/duel", "internal/invalid", "internal/number", "internal/safefile"},
			"looks a model up in the evidence of others; it measures nothing"},
		{"agent/sweep", []string{"agent", "agent/arena", "agent/bot", "policy", "policy/rating", "policy/stats", "sim", "internal/number", "internal/safefile"},
			"one tournament of one model's settings"},
		{"agent/live", []string{"agent", "agent/bot", "policy", "vision", "sim", "sim/duel", "sim/raster"},
			"runs a bot's model on the wall clock; it shows nothing"},
		{"agent/broadcast", []string{"internal/durable"}, "hands over documents, independent of what is in them"},
		{"agent/saliency", []string{"agent/bot", "vision"}, "asks a model about parts of one input; it plays and shows nothing"},
		{"agent/watch", []string{"agent", "agent/arena", "agent/bot", "agent/feedback", "agent/live", "agent/saliency", "policy", "policy/drift", "policy/rating", "vision", "vision/cv",
			"sim", "sim/duel", "sim/moments", "sim/odds", "sim/raster", "sim/script", "sim/window/panel", "sim/window/scene", "internal/durable", "internal/invalid", "internal/number", "internal/safefile"},
			"scenes without a window; cmd/kumite-watch opens the window"},

		{"cmd/kumite", []string{"cmd/internal/...", "agent/...", "policy/...", "vision/...", "sim", "internal/installed", "internal/number", "internal/durable", "internal/plain", "internal/report", "internal/report/html", "internal/safefile"},
			"the command line is wiring, without the window"},
		{"cmd/kumite-history", []string{"cmd/internal/...", "agent/history", "agent/history/index", "internal/report", "internal/safefile"}, "kumite history, with SQLite"},
		{"cmd/kumite-env", []string{"agent/vector"}, "agent/vector for C; it pulls in neither OpenCV nor ONNX Runtime"},
		{"cmd/kumite-watch", []string{"agent/broadcast", "agent/monitor", "agent/trace", "agent/watch", "sim", "sim/window", "sim/window/scene", "cmd/internal/...", "internal/safefile", "sim/window/panel"}, "the only program with a window"},
		{"cmd/kumite-nats", []string{"agent/farm/broker"}, "a NATS server and nothing else"},
		{"cmd/kumite-web", []string{"agent/scores", "sim", "sim/duel", "sim/moments", "sim/raster"}, "the replay player in a browser: the game and its pixels"},
		{"cmd/internal/...", []string{"cmd/internal/...", "agent/...", "policy/...", "sim/...", "internal/number", "internal/durable", "internal/plain", "internal/safefile"}, "flags and exit codes that the programs share"},

		{"internal/plain", nil, "text that is safe to show, independent of its meaning"},
		{"internal/jsonfile", nil, "the forms of JSON, independent of the keys"},
		{"internal/csvfile", []string{"internal/number"}, "the forms of CSV, independent of the columns"},
		{"internal/invalid", nil, "errors of fields, whatever they mean"},
		{"internal/number", nil, "numbers that people type, independent of their meaning"},
		{"internal/safefile/safefiletest", nil, "bounds the time of tests that open files"},
		{"internal/safefile", []string{"internal/jsonfile"}, "files and folders of strangers, independent of their contents"},
		{"internal/installed", nil, "knows folders of the installation, independent of what is in them"},
		{"internal/machine", nil, "asks the operating system, independent of who measures"},
		{"internal/durable", []string{"internal/safefile"}, "files and hashes, independent of their contents"},
		{"internal/pool", nil, "tasks on goroutines, whatever they do"},
		{"internal/oippb", nil, "generated messages, independent of who sends them"},
		{"internal/report", []string{"agent/...", "policy/...", "vision/...", "sim", "internal/chart", "internal/durable", "internal/number", "internal/plain", "internal/safefile"},
			"knows every document; only cmd imports it"},
		{"internal/report/html", []string{"agent/arena", "agent/bot", "agent/breakdown", "agent/compare", "agent/openloop", "policy/offline", "policy/ort", "policy/rating", "agent/recommend", "agent/review", "agent/scenario", "policy/stats", "sim", "internal/number", "internal/report", "internal/safefile"},
			"a page shows documents; only cmd imports it"},
		{"internal/browsertest", nil, "opens pages from outside"},
		{"internal/chart", []string{"internal/plain"}, "pictures of numbers, independent of their meaning"},
		{"internal/gobuild", nil, "builds programs for the tests that run them"},
		{"internal/archtest", nil, "reads the graph from outside"},
		{"internal/regress", nil, "runs the program from outside"},
		{"internal/docstest", nil, "reads the source and docs/ from outside"},
		{"internal/docscript", nil, "runs the commands that the documentation prints, from outside"},
		{"internal/dashboard", nil, "prints a dashboard of metrics, which it knows by name"},
		{"internal/demo", nil, "runs the demo with kumite's own commands"},
	},
	Owners: []Owner{
		{"gocv.io/x/gocv", []string{"vision/cv"}, "one package owns OpenCV's memory"},
		{"github.com/yalue/onnxruntime_go", []string{"policy/ort"}, "one package owns the runtime's tensors"},
		{"github.com/landlock-lsm/go-landlock/landlock", []string{"policy/child"}, "one package restricts its own process, for good"},
		{"github.com/prometheus/client_golang/prometheus", []string{"agent/monitor"}, "one package exports metrics; others hand over what they count"},
		{"modernc.org/sqlite", []string{"agent/history/index"}, "one package keeps an index"},
		{"google.golang.org/grpc", []string{"policy/oip", "agent/serve", "internal/oippb"}, "two packages speak the protocol: its client and its server"},
		{"github.com/hajimehoshi/ebiten/v2", []string{"sim/window"}, "one package owns the window"},
		{"github.com/ebitengine/oto/v3", []string{"sim/window"}, "one package owns the sound device"},
		{"github.com/chromedp/chromedp", []string{"internal/browsertest"}, "one package drives the browser, for tests alone"},
		{"github.com/nats-io/nats.go", []string{"agent/farm"}, "one package talks to a NATS server"},
		{"github.com/nats-io/nats-server/v2/server", []string{"agent/farm/broker"}, "one package runs a NATS server"},
		{"github.com/rs/zerolog", []string{"agent/arena", "agent/farm", "agent/study", "agent/watch", "cmd/..."}, "libraries return errors; these log matches as they end"},
	},
	Reach: []Reach{
		{From: []string{"cmd/kumite"}, Never: []string{"github.com/hajimehoshi/ebiten/...", "github.com/ebitengine/...", "sim/window/...", "agent/watch"},
			Why: "kumite runs on a server without a display"},
		{From: []string{"cmd/kumite", "cmd/kumite-watch"}, Never: []string{"modernc.org/..."}, Why: "a database would add 6.5 MB to every start; kumite-history has it"},
		{From: []string{"agent/watch", "sim/window/scene"}, Never: []string{"github.com/hajimehoshi/ebiten/...", "github.com/ebitengine/...", "sim/window"},
			Why: "scenes are built and tested without a display"},
		{From: []string{"sim"}, NoDeps: true, Why: "a match replays the same on every platform"},
		{From: []string{"cmd/kumite", "cmd/kumite-watch"}, Never: []string{"agent/farm/broker", "github.com/nats-io/nats-server/..."}, Why: "a NATS server is half of kumite's size; kumite-nats contains it"},
		{From: []string{"cmd/kumite", "cmd/kumite-watch"}, Never: []string{"internal/browsertest"}, Why: "no program contains a browser's driver"},
		{From: []string{"cmd/kumite-web"}, NoDeps: true, NoCgo: true, Why: "a page loads the player, so it is the game and nothing else"},
		{From: []string{"sim", "sim/duel", "sim/moments", "sim/script", "sim/raster", "vision", "policy", "policy/drift", "policy/rating", "policy/offline", "policy/stats", "agent", "agent/scores"},
			NoCgo: true, Why: "the pure packages build everywhere, including WebAssembly"},
	},
	Direct: []Direct{
		{From: []string{"sim", "sim/moments", "sim/script"}, Never: []string{"time", "os", "sync", "math", "math/rand/...", "maps"},
			Why: "no clock, file, goroutine, float or foreign randomness may decide a match"},
		{From: []string{"sim/raster"}, Never: []string{"time", "os", "math", "math/rand/...", "maps"},
			Why: "pixels depend on the world alone; sync makes the drawings once, when they are first needed"},
		{From: []string{"cmd/..."}, Never: []string{"gonum.org/...", "encoding/csv", "crypto/...", "math", "math/rand/...", "internal/chart"},
			Why: "a command is flags, one call and one print; what it would compute, draw or keep is a room's or report's"},
	},
	Opener: []Opener{
		{"internal/safefile", []string{"OpenFile", "OpenRoot"}, "opens files for everybody else"},
		{"internal/durable", []string{"Open"}, "syncs folders"},
		{"vision/cv", []string{"OpenFile"}, "hands FFmpeg the descriptor of a container that it has checked"},
		{"agent/bot", []string{"Open"}, "asks whether a file can be opened at all, with the null device"},
		{"policy/child", []string{"ReadFile"}, "reads which libraries the program has loaded from /proc"},
		{"internal/machine", []string{"ReadFile"}, "reads the memory in use from /proc"},
		{"vision/container/containertest", []string{"ReadFile", "WriteFile"}, "rewrites files of tests"},
		{"internal/archtest", []string{"ReadFile"}, "reads this module's source"},
		{"internal/browsertest", []string{"ReadFile", "WriteFile"}, "reads what setup.sh installed, and writes screenshots for people"},
	},
	Sizes: []Size{
		{"cmd/kumite-env", 200, 200, "a C function is one call"},
		{"cmd/kumite", 3500, 400, "a command is flags, one call and one print"},
		{"cmd/kumite-nats", 100, 100, "a server is one call"},
		{"cmd/kumite-web", 500, 500, "the player is an adapter of the game to JavaScript"},
		{"cmd/kumite-history", 150, 150, "a command is flags, one call and one print"},
		{"cmd/kumite-watch", 300, 200, "a command is flags, one call and one print"},
		{"cmd/internal/...", 1200, 200, "what the commands share is flags and exit codes"},
	},
	Rooms: []Room{
		{"agent/...", "each answers one question, for other programs too"},
		{"policy/...", "what scores mean is used without the game"},
		{"vision/logs/...", "logs are made and checked by other programs"},
		{"internal/report", "it is the example of how documents are printed"},
	},
}
