package githubsim

import "slices"

// Grant gives an app one more permission and the events that need it, as when its
// manifest changes and the owners accept that at once.
func (s *Sim) Grant(appID int64, permission, level string, events ...string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apps[appID]
	if a == nil {
		return refuse("no app %d: add it with AddApp first", appID)
	}
	a.perms[permission] = level
	for _, event := range events {
		if !slices.Contains(a.events, event) {
			a.events = append(a.events, event)
		}
	}
	return nil
}

// Unsubscribe ends an app's subscription to an event.
func (s *Sim) Unsubscribe(appID int64, event string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.apps[appID]
	if a == nil || !slices.Contains(a.events, event) {
		return refuse("no app %d that is subscribed to %s", appID, event)
	}
	a.events = slices.DeleteFunc(a.events, func(name string) bool { return name == event })
	return nil
}
