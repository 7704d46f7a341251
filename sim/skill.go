package sim

// Skill names one of the eight skills, or None.
type Skill uint8

// The skills. The order is part of the rules: recordings and hashes use it.
const (
	None Skill = iota
	Poke
	Lunge
	Fireball
	Dash
	AntiAir
	GuardBreak
	Parry
	Ultimate
	NumSkills // the count, None included
)

var skillNames = [NumSkills]string{
	"no_action", "poke", "lunge", "fireball", "dash", "anti_air", "guard_break", "parry", "ultimate",
}

// String returns the name used in logs, models and on the command line.
func (s Skill) String() string {
	if s >= NumSkills {
		return "unknown"
	}
	return skillNames[s]
}

// ParseSkill finds a skill by its name; "no_action" is None.
func ParseSkill(name string) (Skill, bool) {
	for s, n := range skillNames {
		if n == name {
			return Skill(s), true
		}
	}
	return None, false
}

// SkillNames returns every name in order of Skill, "no_action" first.
func SkillNames() []string { return append([]string(nil), skillNames[:]...) }

// SkillSpec is one row of the table of skills. Times are ticks, lengths are
// sub-pixels, damage is health, costs are points of the 1000-point bars.
type SkillSpec struct {
	Startup  int32 // from the press to the first active tick, telegraphed by a pose
	Active   int32 // the ticks on which it can connect
	Recovery int32 // the ticks afterwards in which its owner can do nothing
	Cooldown int32 // from the press until it may be pressed again
	Cost     int32 // stamina taken at the press
	Gauge    int32 // gauge needed and taken at the press
	Damage   int32 // to a victim who is open to it
	Chip     int32 // to a victim who stands ready
	Reach    int32 // from centre to centre
	Advance  int32 // forward movement on each active tick
}

// Total is the time from the press until its owner is free again.
func (s *SkillSpec) Total() int32 { return s.Startup + s.Active + s.Recovery }

// The table of skills: all balance of the game stands here and in rules.go.
//
// Who answers whom: a parry turns a strike that is seen coming and a guard
// break breaks a parry; a dash eats a fireball; an anti-air catches a hop; a
// guard break opens a guard; poke and lunge punish whoever is busy, near and
// at mid-range. A fighter who stands ready takes next to nothing from any of
// them, so a skill without its moment is a gift to the other side.
var specs = [NumSkills]SkillSpec{
	Poke:       {Startup: 10, Active: 4, Recovery: 42, Cooldown: 150, Cost: 170, Damage: 100, Chip: 8, Reach: 48 * Px},
	Lunge:      {Startup: 15, Active: 8, Recovery: 56, Cooldown: 240, Cost: 250, Damage: 140, Chip: 10, Reach: 42 * Px, Advance: 8 * Px},
	Fireball:   {Startup: 24, Active: 1, Recovery: 54, Cooldown: 300, Cost: 250, Damage: 90, Chip: 45},
	Dash:       {Startup: 6, Active: 22, Recovery: 56, Cooldown: 300, Cost: 220, Damage: 140, Chip: 10, Reach: 34 * Px, Advance: 6 * Px},
	AntiAir:    {Startup: 7, Active: 18, Recovery: 56, Cooldown: 210, Cost: 220, Damage: 150, Reach: 62 * Px},
	GuardBreak: {Startup: 18, Active: 4, Recovery: 56, Cooldown: 240, Cost: 250, Damage: 150, Chip: 10, Reach: 64 * Px},
	Parry:      {Startup: 3, Active: 24, Recovery: 56, Cooldown: 240, Cost: 220, Damage: 160},
	Ultimate:   {Startup: 22, Active: 10, Recovery: 70, Cooldown: 120, Cost: 0, Gauge: GaugeFull, Damage: 280, Chip: 60, Reach: 100 * Px},
}

// Spec returns the skill's row of the table. It must not be changed.
func (s Skill) Spec() *SkillSpec { return &specs[s] }

// Strikes says whether the skill itself hits: a parry waits to be hit and a
// fireball leaves the hand.
func (s Skill) Strikes() bool { return s != None && s != Parry && s != Fireball && s < NumSkills }
