package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"sync/atomic"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// An onlooker looks at one member, by a connection of its own: what a hung
// member does to it delays nothing else.
type onlooker struct {
	endpoint string
	given    bool          // by the configuration, and not only told by the cluster
	trusted  bool          // with our login
	of       uint64        // the member that is looked at, if the cluster told of it
	client   *Client       // nil if it can't be dialled
	users    *atomic.Int32 // of client: onlookers at other revisions have the same
	problem  error         // why not

	since  time.Time // when it was heard first; zero if it never was
	seen   model.Member
	alarms []alarm // that it knows of, of all members
}

// alarm is one as a member's status names it.
type alarm struct {
	member uint64
	kind   string
}

func (s *Session) onlooker(endpoint string, given bool) *onlooker {
	o := &onlooker{endpoint: endpoint, given: given, trusted: given || s.client.trusts()}
	o.client, o.problem = s.client.alone(endpoint, o.trusted)
	o.users = &atomic.Int32{}
	o.users.Store(1)
	o.seen = model.Member{Endpoint: endpoint}
	return o
}

// beside is an onlooker of another session, by the same connection unless that is
// closed by now.
func (o *onlooker) beside(s *Session) *onlooker {
	n := o.users.Load()
	for n > 0 && !o.users.CompareAndSwap(n, n+1) {
		n = o.users.Load()
	}
	other := &onlooker{
		endpoint: o.endpoint, given: o.given, trusted: o.trusted,
		client: o.client, users: o.users, problem: o.problem, seen: model.Member{Endpoint: o.endpoint},
	}
	if n == 0 {
		other = s.onlooker(o.endpoint, o.given)
	}
	other.of = o.of
	return other
}

func (o *onlooker) close() {
	if o.users.Add(-1) == 0 && o.client != nil {
		_ = o.client.Close() // nothing is lost by a connection that is
	}
}

// look asks the member how it is.
func (o *onlooker) look(ctx context.Context) {
	err := o.problem
	if err == nil {
		ctx, cancel := context.WithTimeout(ctx, memberTimeout)
		defer cancel()
		var st *pb.StatusResponse
		start := time.Now()
		if st, err = o.client.status(ctx); err == nil {
			o.heard(st, time.Since(start))
			return
		}
	}
	o.seen.State, o.seen.Cause = o.without(err), Explain(err)
	if o.seen.State == model.MemberUnknown && !o.trusted {
		o.seen.Cause = "it asks for a login, which is sent to named endpoints only: name it with --endpoints"
		return
	}
	if o.client != nil && o.client.Cause() != "" {
		o.seen.Cause = o.client.Cause()
	}
}

// without is the state of a member that gave err in place of an answer.
func (o *onlooker) without(err error) model.MemberState {
	switch {
	case isForbidden(err), isUnwelcome(err):
		return model.MemberUnknown // which is all that may be known
	case !o.given && o.seen.HeardAt.IsZero():
		return model.MemberUnreached
	case errors.Is(err, context.DeadlineExceeded), status.Code(err) == codes.DeadlineExceeded:
		return model.MemberSilent
	}
	return model.MemberAway
}

// heard takes in what the member says of itself.
func (o *onlooker) heard(st *pb.StatusResponse, took time.Duration) {
	h := st.Header
	if o.of != 0 && o.of != h.GetMemberId() { // "localhost" is advertised more often than one thinks
		o.seen.State, o.seen.Cause = model.MemberUnreached, "its address leads to another member from here"
		return
	}
	m := model.Member{
		Name: o.seen.Name, Endpoint: o.endpoint, ID: h.GetMemberId(), Cluster: h.GetClusterId(),
		State: model.MemberHealthy, HeardAt: time.Now(), Took: took,
		Version: st.Version, Storage: st.StorageVersion, Role: model.RoleFollower,
		Revision: h.GetRevision(), Term: st.RaftTerm, Index: st.RaftIndex, Applied: st.RaftAppliedIndex,
		Size: st.DbSize, InUse: st.DbSizeInUse, Quota: st.DbSizeQuota,
	}
	switch {
	case m.ID == 0: // kine, which has neither
	case st.Leader == 0:
		m.State = model.MemberNoLeader
	case st.Leader == m.ID:
		m.Role = model.RoleLeader
	}
	if st.IsLearner {
		m.Role = model.RoleLearner
	}
	if o.since.IsZero() {
		o.since = m.HeardAt
	}
	o.seen, o.alarms = m, alarmsOf(st.Errors)
}

// Alarms are text in a status: "memberID:9372538179322589801 alarm:NOSPACE".
var (
	alarmMember = regexp.MustCompile(`memberID:\s*(\d+)`)
	alarmKind   = regexp.MustCompile(`alarm:\s*(\w{1,32})`)
)

func alarmsOf(said []string) (all []alarm) {
	for _, text := range said[:min(len(said), alarmsMost)] {
		kind := alarmKind.FindStringSubmatch(text)
		if kind == nil {
			continue // no leader, which the status has elsewhere
		}
		a := alarm{kind: kind[1]}
		if id := alarmMember.FindStringSubmatch(text); id != nil {
			a.member, _ = strconv.ParseUint(id[1], 10, 64)
		}
		all = append(all, a)
	}
	return all
}

// status asks the member that answers how it is.
func (c *Client) status(ctx context.Context) (*pb.StatusResponse, error) {
	return pb.NewMaintenanceClient(c.etcd.ActiveConnection()).Status(ctx, &pb.StatusRequest{})
}

// members are all members, as the one that answers knows them: not linearizable,
// so that it is known without a quorum, too.
func (c *Client) members(ctx context.Context) ([]*pb.Member, error) {
	list, err := pb.NewClusterClient(c.etcd.ActiveConnection()).MemberList(ctx, &pb.MemberListRequest{})
	return list.GetMembers(), err
}

// memberNames are the names of the members by ID, as the one that answers knows
// them; none if it may not tell.
func (c *Client) memberNames(ctx context.Context) map[uint64]string {
	list, _ := c.members(ctx) // the numbers will do
	names := make(map[uint64]string, len(list))
	for _, m := range list {
		names[m.ID] = m.Name
	}
	return names
}

// memberName is what to call a member: its ID, if it has no name. It is hostile.
func memberName(names map[uint64]string, id uint64) string {
	return cmp.Or(names[id], fmt.Sprintf("%x", id))
}
