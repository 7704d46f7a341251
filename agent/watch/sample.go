package watch

// sample hands over the counts of each model.
func (m *Match) sample() {
	if m.onSample == nil {
		return
	}
	for _, s := range m.seats {
		if s.pacer != nil {
			m.onSample(m.place+s.side.String(), s.name, s.hash(), s.pacer.Stats())
		}
	}
}

// report hands over the result of the match.
func (m *Match) report() {
	if m.onCounted != nil {
		m.onCounted([2]string{m.seats[0].name, m.seats[1].name}, [2]string{m.seats[0].hash(), m.seats[1].hash()}, m.world.Outcome())
	}
}

// hash returns the hash of the seat's model, "" without one.
func (s *seat) hash() string {
	if s.pacer == nil {
		return ""
	}
	return s.pacer.Model().SHA256
}
