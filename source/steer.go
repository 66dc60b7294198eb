package source

import (
	"slices"
	"time"

	"github.com/etcdscope/etcdscope/model"
)

// steer has those members read that are well, and shows all of them.
func (s *Session) steer() {
	h := s.health
	all := h.onlookers()
	members := membersOf(all)
	since := make([]time.Time, len(all))
	for i, o := range all {
		since[i] = o.since
	}
	h.mu.Lock()
	h.given = nil
	for i, o := range all {
		if o.given {
			h.given = append(h.given, members[i])
		}
	}
	left := false
	if h.pinned == "" {
		left = s.client.route.take(s.client, choose(s.client.endpoints, h.given, s.client.route.endpoints()))
	}
	to := s.client.route.endpoints()
	for i, m := range members {
		read := all[i].given || m.Endpoint == h.pinned
		members[i].Read = read && m.State.Answers() && slices.Contains(to, m.Endpoint)
	}
	h.members, h.since = members, since
	h.mu.Unlock()
	if left {
		s.stopWatch(errAway) // it may be the one that said nothing
	}
	if healthy := model.HealthOf(members).Healthy; healthy != h.healthy {
		h.healthy = healthy
		s.change(func() { s.swings++ }) // pulse looks at once at what that means
	}
	s.box.members(slices.Clone(members))
}

// membersOf is what the onlookers saw, each alarm with the member that has it.
// Who belongs to another cluster than the first that answers is as good as away.
func membersOf(all []*onlooker) []model.Member {
	members := make([]model.Member, len(all))
	for i, o := range all {
		members[i] = o.seen
		members[i].Trusted = o.trusted && o.problem == nil
	}
	for i, cluster := 0, clusterOf(all); i < len(members); i++ {
		if m := &members[i]; m.State.Answers() && m.Cluster != cluster {
			m.State, m.Cause = model.MemberAway, "it belongs to another cluster: correct --endpoints"
		}
	}
	for _, o := range all {
		if !o.seen.State.Answers() {
			continue
		}
		for _, a := range o.alarms {
			at := slices.IndexFunc(members, func(m model.Member) bool { return m.ID == a.member && m.Cluster == o.seen.Cluster })
			if at < 0 {
				at = slices.IndexFunc(members, func(m model.Member) bool { return m.Endpoint == o.endpoint })
			}
			if !slices.Contains(members[at].Alarms, a.kind) {
				members[at].Alarms = append(slices.Clip(members[at].Alarms), a.kind)
			}
		}
	}
	return members
}

// clusterOf is the cluster that is looked at: of the named endpoint that was
// heard first. Without one it is anybody's.
func clusterOf(all []*onlooker) uint64 {
	var first *onlooker
	for _, o := range all {
		better := first == nil || o.given && !first.given || o.given == first.given && o.since.Before(first.since)
		if !o.since.IsZero() && better {
			first = o
		}
	}
	if first == nil {
		return 0
	}
	return first.seen.Cluster
}

// choose is which of the endpoints to read: all, but for those that gRPC would
// go on choosing though others are better. Without a leader it is the one member
// that knows most: two of them would take turns in being right. now is where
// reads go so far; where nothing is better, that stays.
func choose(endpoints []string, members []model.Member, now []string) []string {
	newest := model.Newest(members).Revision
	at := map[string]model.Member{}
	well := false
	for _, m := range members {
		at[m.Endpoint] = m
		well = well || slices.Contains(endpoints, m.Endpoint) && isWell(m, newest)
	}
	var chosen []string
	for _, ep := range endpoints {
		m := at[ep]
		if !m.State.Answers() && m.State != model.MemberSilent || isWell(m, newest) {
			chosen = append(chosen, ep) // one that is away gRPC leaves out by itself
		}
	}
	if well && len(chosen) > 0 {
		return chosen
	}
	best := model.Member{}
	for _, ep := range endpoints {
		m := at[ep]
		better := m.Applied > best.Applied || m.Applied == best.Applied && slices.Equal(now, []string{ep})
		if m.State.Answers() && m.Role != model.RoleLearner && (best.Endpoint == "" || better) {
			best = m
		}
	}
	if best.Endpoint == "" {
		return endpoints
	}
	return []string{best.Endpoint}
}

// isWell says whether nothing speaks against reading a member. A learner can't
// be watched.
func isWell(m model.Member, newest int64) bool {
	return m.State == model.MemberHealthy && m.Role != model.RoleLearner && newest-m.Revision < farBehind
}

// Pin has everything read from the member at one endpoint, "" from any. What it
// has may be older than what is on the screen, so all is read again.
func (s *Session) Pin(endpoint string) {
	h := s.health
	h.mu.Lock()
	if endpoint != "" && !s.client.trusts() && !slices.Contains(s.client.endpoints, endpoint) {
		h.mu.Unlock()
		return // our login must not go there
	}
	h.pinned = endpoint
	to := []string{endpoint}
	if endpoint == "" {
		to = choose(s.client.endpoints, h.given, nil)
	}
	s.client.route.take(s.client, to)
	h.mu.Unlock()
	s.box.status(func(st *model.Status) { st.Pinned = endpoint })
	s.replaced()
	s.lookNow()
}
