package requirements

// FileSchema is the schema of a requirements file.
const FileSchema = "kumite.requirements/1"

// File states what a service needs of a model. A section that is absent requires nothing.
type File struct {
	// Version of this format.
	Schema string `json:"schema" jsonschema:"enum=kumite.requirements/1"`

	// Where the model is served. Everything is measured there, without fallback.
	Target Target `json:"target,omitempty" jsonschema:"default=cpu"`
	// From one decision of an agent to the next.
	Period Duration `json:"period,omitempty" jsonschema:"default=100ms"`
	// Paced decisions to time, at least. A p99 needs 459 that meet the bound.
	Decisions int `json:"decisions,omitempty" jsonschema:"minimum=3,maximum=1000000,default=900"`

	// Time per decision.
	Latency []Latency `json:"latency,omitempty"`
	// Decisions per second of one process.
	Throughput *Throughput `json:"throughput,omitempty"`
	// Memory of one process.
	Memory *Memory `json:"memory,omitempty"`
	// Metrics on logs.
	Offline []Offline `json:"offline,omitempty"`
	// Win rates in matches.
	Online *Online `json:"online,omitempty"`
	// Behaviour on the logs and in the matches above.
	Health *Health `json:"health,omitempty"`

	Name   string `json:"-"` // of the file, for errors and documents
	SHA256 string `json:"-"` // of the file, if Read has read it

	places places
}

// Latency bounds a percentile of the time per decision.
type Latency struct {
	// What is timed: the whole decision from the scheduled moment of its frame, or the run of the network alone.
	Of string `json:"of,omitempty" jsonschema:"enum=felt,enum=model,default=felt"`
	// Decisions on the clock of a match, or back to back.
	Load string `json:"load,omitempty" jsonschema:"enum=paced,enum=hot,default=paced"`
	// Share of the decisions in percent.
	Percentile float64 `json:"percentile" jsonschema:"minimum=1,maximum=99.99"`
	// Time that this share must meet.
	AtMost Duration `json:"at_most"`
}

// Throughput is a number of decisions per second.
type Throughput struct {
	// Decisions per second.
	AtLeast float64 `json:"at_least" jsonschema:"exclusiveMinimum=0"`
	// Time from its scheduled moment that 99 % of the decisions of many agents must meet. Without it, one session decides back to back.
	Within Duration `json:"within,omitempty"`
	// Sessions that serve at once. The default is one for each core.
	Sessions int `json:"sessions,omitempty" jsonschema:"minimum=1,maximum=1000"`
}

// Memory is what several sessions of the model may hold together.
type Memory struct {
	// Memory of the process.
	Budget Bytes `json:"budget"`
	// Sessions that must fit.
	Instances int `json:"instances,omitempty" jsonschema:"minimum=1,maximum=1000,default=1"`
}

// Offline bounds a metric on logs.
type Offline struct {
	// Log folder.
	Logs string `json:"logs" jsonschema:"minLength=1"`
	// Key of a metric in the output of kumite eval --json.
	Metric Metric `json:"metric"`
	// Least value.
	AtLeast *float64 `json:"at_least,omitempty"`
	// Largest value.
	AtMost *float64 `json:"at_most,omitempty"`
}

// Online bounds win rates.
type Online struct {
	// Pairs of matches against each opponent.
	Pairs int `json:"pairs,omitempty" jsonschema:"minimum=2,maximum=100000,default=100"`
	// Whom the model must beat.
	Opponents []Opponent `json:"opponents" jsonschema:"minItems=1"`
	// Delays in ticks, START..END[/STEP], of the curve that says which delay the win rates bear. It is played if a felt latency fails.
	Delays string `json:"delays,omitempty"`
}

// Opponent is a contestant with the win rate that the model must reach.
type Opponent struct {
	// Contestant, such as script:pro or champion.onnx.
	Opponent string `json:"opponent" jsonschema:"minLength=1"`
	// Win rate, with draws as halves. The lower end of its interval over pairs must reach it.
	AtLeast float64 `json:"at_least" jsonschema:"exclusiveMinimum=0,exclusiveMaximum=1"`
}

// Health bounds the model's behaviour.
type Health struct {
	// Skills per minute in the matches.
	SkillsPerMinute *Bounds `json:"skills_per_minute,omitempty"`
	// The model must not stop acting: on logs and in matches it presses at least a tenth as often as the expert.
	NotCollapsed bool `json:"not_collapsed,omitempty"`
	// No decision in a match may fail.
	NoFaults bool `json:"no_faults,omitempty"`
}

// Bounds are the ends of a range, at least one of them.
type Bounds struct {
	// Least value.
	AtLeast *float64 `json:"at_least,omitempty" jsonschema:"minimum=0"`
	// Largest value.
	AtMost *float64 `json:"at_most,omitempty" jsonschema:"minimum=0"`
}
