package source

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"

	"github.com/etcdscope/etcdscope/model"
)

// health is what is known of the members, and who looks at them.
type health struct {
	ask chan struct{} // holds a token when they are to be looked at now

	mu      sync.Mutex
	watched bool // somebody looks at them
	pinned  string
	all     []*onlooker
	members []model.Member // as of the last look
	since   []time.Time    // when each of them was heard first
	given   []model.Member // of them, those that the configuration names

	healthy int // of them, at the last look; only lookAround's
}

func newHealth() *health { return &health{ask: make(chan struct{}, 1)} }

// lookAround looks at every member now and then, and sees to it that those
// are read which are well.
func (s *Session) lookAround() {
	h := s.health
	if len(h.onlookers()) == 0 { // else they are those of another revision
		for _, ep := range s.client.endpoints {
			h.add(s.onlooker(ep, true))
		}
	}
	defer h.close()
	for pause := membersPause; ; {
		select {
		case <-h.ask:
		case <-time.After(pause):
		case <-s.ctx.Done():
			return
		}
		s.look()
		if pause = s.membersPause(); sleep(s.ctx, membersWatched) != nil { // however often it is asked for
			return
		}
		pause -= membersWatched
	}
}

// lookNow has the members looked at out of turn.
func (s *Session) lookNow() { signal(s.health.ask) }

// WatchMembers says whether somebody looks at the members.
func (s *Session) WatchMembers(watched bool) {
	s.health.mu.Lock()
	s.health.watched = watched
	s.health.mu.Unlock()
	if watched {
		s.lookNow()
	}
}

func (s *Session) membersPause() time.Duration {
	h := s.health
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case h.watched:
		return membersWatched
	case model.HealthOf(h.members).Trouble:
		return membersTrouble
	}
	return membersPause
}

// look looks at all members at the same time.
func (s *Session) look() {
	h := s.health
	all := h.onlookers()
	var asked sync.WaitGroup
	for _, o := range all {
		asked.Go(func() {
			defer s.catch()
			o.look(s.ctx)
		})
	}
	asked.Wait()
	if s.ctx.Err() != nil {
		return
	}
	if list := memberList(s.ctx, all); list != nil && s.arrange(list) {
		s.lookNow() // there are some that nobody looked at yet
	}
	s.steer()
}

// memberList are the members, told by the first one that answers; nil if none
// does.
func memberList(ctx context.Context, all []*onlooker) []*pb.Member {
	ctx, cancel := context.WithTimeout(ctx, memberTimeout)
	defer cancel()
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(a, b *onlooker) int { return cmp.Compare(a.seen.State, b.seen.State) }) // who has a leader knows better
	for _, o := range all {
		if !o.seen.State.Answers() {
			continue
		}
		list, err := o.client.members(ctx)
		// What stands before an etcd, or passes for one, tells of itself, without an ID.
		list = slices.DeleteFunc(list, func(m *pb.Member) bool { return m.ID == 0 })
		if err == nil && len(list) > 0 {
			return list
		}
	}
	return nil
}

// arrange sees to it that there is an onlooker for each member of the list, and
// says whether there are new ones.
func (s *Session) arrange(list []*pb.Member) (more bool) {
	h := s.health
	all, pinned := h.onlookers(), h.pin()
	var kept []*onlooker
	for _, m := range list {
		found := false
		for _, o := range all {
			if !o.is(m) {
				continue
			}
			if found = true; !slices.Contains(kept, o) {
				o.seen.ID, o.seen.Name = m.ID, m.Name
				kept = append(kept, o)
			}
		}
		if url := toldURL(m); !found && url != "" && len(all)+len(kept) < membersMost {
			o := s.onlooker(url, false)
			o.of = m.ID
			o.seen.ID, o.seen.Name = m.ID, m.Name
			all, kept, more = append(all, o), append(kept, o), true
		}
	}
	for _, o := range all {
		switch {
		case slices.Contains(kept, o):
		case o.given || o.endpoint == pinned:
			kept = append(kept, o)
		default:
			o.close()
		}
	}
	slices.SortStableFunc(kept, func(a, b *onlooker) int { return strings.Compare(a.seen.Name, b.seen.Name) })
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = kept
	return more
}

// is says whether the onlooker looks at m: the member said so, or, as long as it
// says nothing, the address does.
func (o *onlooker) is(m *pb.Member) bool {
	switch {
	case o.of != 0:
		return o.of == m.ID
	case o.seen.ID != 0:
		return o.seen.ID == m.ID
	}
	return slices.ContainsFunc(m.ClientURLs, func(u string) bool { return hostOf(u) == hostOf(o.endpoint) })
}

// toldURL is where the cluster says that a member is, "" for nowhere: it isn't
// started yet, or it names a file of this host.
func toldURL(m *pb.Member) string {
	for _, u := range m.ClientURLs {
		if s := scheme(u); s == "http" || s == "https" {
			return u
		}
	}
	return ""
}

func hostOf(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && u.Host != "" {
		return u.Host
	}
	return strings.TrimSpace(endpoint)
}

// pin is the endpoint that is read alone, "" for none.
func (h *health) pin() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pinned
}

func (h *health) onlookers() []*onlooker {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.all)
}

func (h *health) add(o *onlooker) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.all = append(h.all, o)
}

func (h *health) close() {
	for _, o := range h.onlookers() {
		o.close()
	}
}

// reads says whether the member at this endpoint is one of those that are read.
func (h *health) reads(endpoint string) bool {
	return slices.ContainsFunc(h.known(), func(m model.Member) bool { return m.Endpoint == endpoint && m.Read })
}

// inherit takes over what another one knows of the members.
func (h *health) inherit(from *health) {
	from.mu.Lock()
	defer from.mu.Unlock()
	h.pinned, h.members, h.since = from.pinned, from.members, from.since
}

// of is what is known of the member at an endpoint, and since when.
func (h *health) of(endpoint string) (model.Member, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	at := slices.IndexFunc(h.members, func(m model.Member) bool { return m.Endpoint == endpoint })
	if at < 0 {
		return model.Member{Endpoint: endpoint}, time.Time{}
	}
	m := h.members[at]
	m.Read, m.Alarms = false, nil // which are of that look
	return m, h.since[at]
}

// known are the members as of the last look.
func (h *health) known() []model.Member {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.members
}
