package githubsim

import "maps"

// notePermissions remembers what an answered request could not have done without.
func (s *Sim) notePermissions(c *call, rt *route) {
	if c.caller.inst == nil || (c.repo != nil && !c.reach) {
		return
	}
	for _, n := range rt.needs {
		note(s.used, n)
	}
}

// note keeps the highest level of each permission.
func note(highest map[string]string, n need) {
	if highest[n.name] != writing {
		highest[n.name] = n.level
	}
}

// UsedPermissions tells which permissions the answered requests needed so far,
// each with the highest level: read or write.
func (s *Sim) UsedPermissions() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.used)
}

// MissedPermissions tells for want of which permissions requests were refused so
// far, each with the highest level that one of them needed.
func (s *Sim) MissedPermissions() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.missed)
}

// EventPermission tells the permission without which GitHub does not tell an app
// about an event; "" for an event that no app hears of here.
func EventPermission(event string) string { return eventPermission[event] }

// WithheldEvents names the events that an app was not told of so far because it did
// not subscribe to them, or has not the permission they need.
func (s *Sim) WithheldEvents() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return sortedKeys(s.withheld)
}
