package sim

// Skill is one of the eight skills, or None.
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
	NumSkills // the number of skills including None
)

var skillNames = [NumSkills]string{
	"no_action", "poke", "lunge", "fireball", "dash", "anti_air", "guard_break", "parry", "ultimate",
}

// String returns the skill's name in logs, models and on the command line.
func (s Skill) String() string {
	if s >= NumSkills {
		return "unknown"
	}
	return skillNames[s]
}

// ParseSkill returns the skill with the given name; "no_action" is None.
func ParseSkill(name string) (Skill, bool) {
	for s, n := range skillNames {
		if n == name {
			return Skill(s), true
		}
	}
	return None, false
}

// SkillNames returns all names in the order of Skill, "no_action" first.
func SkillNames() []string { return append([]string(nil), skillNames[:]...) }

// SkillSpec is one row of the table of skills. Times are ticks, lengths are
// sub-pixels, damage is health, costs are points of the 1000-point bars.
type SkillSpec struct {
	Startup  int32 // from the press to the first active tick, telegraphed by a pose
	Active   int32 // ticks on which it can hit
	Recovery int32 // ticks after that in which its fighter can do nothing
	Cooldown int32 // from the press until it may be pressed again
	Cost     int32 // stamina taken at the press
	Gauge    int32 // gauge needed and taken at the press
	Damage   int32 // to an opponent that is not ready or is not protected
	Chip     int32 // to a ready opponent
	Reach    int32 // from centre to centre
	Advance  int32 // forward movement on each active tick
}

// Total returns the time from the press until the fighter is free again.
func (s *SkillSpec) Total() int32 { return s.Startup + s.Active + s.Recovery }

// specs is the table of skills. It and rules.go contain the whole balance of the game.
//
// A parry beats a strike, and a guard break beats a parry and a guard. A dash eats a
// fireball, and an anti-air hits a hop. Poke and lunge punish a busy opponent, nearby
// and at mid-range. A ready opponent takes almost no damage from most skills, so that
// pressing at the wrong time only helps the opponent.
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

// Spec returns the skill's row of the table, which must not be changed.
func (s Skill) Spec() *SkillSpec { return &specs[s] }

// Strikes reports whether the skill is a strike, unlike a parry or a fireball.
func (s Skill) Strikes() bool { return s != None && s != Parry && s != Fireball && s < NumSkills }
