package scene

// Sound is a sound of a scene.
type Sound uint8

// The sounds.
const (
	HitSound Sound = iota
	BlockSound
	ParrySound // also of a fireball that is eaten
	KnockOutSound
	BellSound // a match begins after a countdown, or its time is up
)

// Sounder is a scene with sounds.
type Sounder interface {
	// Sounds appends the sounds since the last call to dst.
	Sounds(dst []Sound) []Sound
}
