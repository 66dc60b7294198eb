package source

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3election/v3electionpb"
	"go.etcd.io/etcd/server/v3/etcdserver/api/v3lock/v3lockpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// Every RPC of every service that etcd has is called through a connection of
// ours to a server that notes what reaches it.
func TestGuardOnlyListedCallsLeave(t *testing.T) {
	methods := allMethods(t)
	wire := startRecorder(t)
	conn := dialForTest(t, Config{Endpoints: []string{wire.addr}}).etcd.ActiveConnection()

	for _, m := range methods {
		name := fullMethod(m)
		for how, call := range map[string]func(context.Context, *grpc.ClientConn, string, proto.Message) error{
			"unary": callUnary, "stream": callStream,
		} {
			err := call(t.Context(), conn, name, newMessage(t, m.Input()))
			arrived := wire.took(name)
			if want := mayLeave[name] == how; arrived != want {
				t.Errorf("%s as %s: arrived %v, want %v (error: %v)", name, how, arrived, want, err)
			}
			if refused := (*RefusedError)(nil); !arrived && (!errors.As(err, &refused) || refused.Method != name) {
				t.Errorf("%s as %s: error %v does not say that it was refused", name, how, err)
			}
		}
	}
	if rest := wire.all(); len(rest) > 0 {
		t.Errorf("these arrived although nobody called them: %v", rest)
	}
}

// mayLeave is the allow-list, spelled out apart from the guard's own.
var mayLeave = map[string]string{
	"/etcdserverpb.KV/Range":              "unary",
	"/etcdserverpb.KV/RangeStream":        "stream",
	"/etcdserverpb.Watch/Watch":           "stream",
	"/etcdserverpb.Lease/LeaseTimeToLive": "unary",
	"/etcdserverpb.Lease/LeaseLeases":     "unary",
	"/etcdserverpb.Cluster/MemberList":    "unary",
	"/etcdserverpb.Maintenance/Status":    "unary",
	"/etcdserverpb.Maintenance/Alarm":     "unary", // the zero action is GET
	"/etcdserverpb.Auth/Authenticate":     "unary",
	"/etcdserverpb.Auth/AuthStatus":       "unary",
	"/etcdserverpb.Auth/UserGet":          "unary",
	"/etcdserverpb.Auth/UserList":         "unary",
	"/etcdserverpb.Auth/RoleGet":          "unary",
	"/etcdserverpb.Auth/RoleList":         "unary",
	"/grpc.health.v1.Health/Check":        "unary",
	"/grpc.health.v1.Health/Watch":        "stream",
}

func TestGuardListIsOfRealMethods(t *testing.T) {
	var names []string
	for _, m := range allMethods(t) {
		names = append(names, fullMethod(m))
	}
	for name := range mayLeave {
		if !slices.Contains(names, name) {
			t.Errorf("%s is no method of etcd", name)
		}
	}
}

func TestGuardAlarmOnlyGets(t *testing.T) {
	wire := startRecorder(t)
	conn := dialForTest(t, Config{Endpoints: []string{wire.addr}}).etcd.ActiveConnection()
	for value, name := range pb.AlarmRequest_AlarmAction_name {
		action := pb.AlarmRequest_AlarmAction(value)
		err := callUnary(t.Context(), conn, pb.Maintenance_Alarm_FullMethodName, &pb.AlarmRequest{Action: action})
		if arrived, want := wire.took(pb.Maintenance_Alarm_FullMethodName), action == pb.AlarmRequest_GET; arrived != want {
			t.Errorf("Alarm %s: arrived %v, want %v (error: %v)", name, arrived, want, err)
		}
	}
}

func TestGuardRefusesUnknownMethods(t *testing.T) {
	wire := startRecorder(t)
	conn := dialForTest(t, Config{Endpoints: []string{wire.addr}}).etcd.ActiveConnection()
	for _, name := range []string{"/etcdserverpb.KV/Range2", "/etcdserverpb.kv/range", "etcdserverpb.KV/Range", "/v4.Future/Read", ""} {
		for _, err := range []error{
			callUnary(t.Context(), conn, name, &pb.RangeRequest{}),
			callStream(t.Context(), conn, name, &pb.RangeRequest{}),
		} {
			if refused := (*RefusedError)(nil); !errors.As(err, &refused) {
				t.Errorf("%q: error %v, want a refusal", name, err)
			}
		}
	}
	if all := wire.all(); len(all) > 0 {
		t.Errorf("these arrived: %v", all)
	}
}

// The guard holds for the connections to single members that clientv3 makes
// by itself.
func TestGuardHoldsForSingleMembers(t *testing.T) {
	wire := startRecorder(t)
	c := dialForTest(t, Config{Endpoints: []string{wire.addr}})
	_, err := c.etcd.Defragment(t.Context(), wire.addr)
	if refused := (*RefusedError)(nil); !errors.As(err, &refused) {
		t.Errorf("Defragment: error %v, want a refusal", err)
	}
	if all := wire.all(); len(all) > 0 {
		t.Errorf("these arrived: %v", all)
	}
}

func TestGuardKeepsARealStoreAsItIs(t *testing.T) {
	srv := startEtcd(t)
	admin := adminFor(t, srv.Endpoint())
	if _, err := admin.Put(t.Context(), "a", "1"); err != nil {
		t.Fatal(err)
	}
	before := revisionOf(t, admin)

	c := dialForTest(t, Config{Endpoints: []string{srv.Endpoint()}})
	writes := map[string]func(context.Context) error{
		"Put":    func(ctx context.Context) error { _, err := c.etcd.Put(ctx, "a", "2"); return err },
		"Delete": func(ctx context.Context) error { _, err := c.etcd.Delete(ctx, "a"); return err },
		"Txn": func(ctx context.Context) error {
			_, err := c.etcd.Txn(ctx).Then(clientv3.OpPut("a", "2")).Commit()
			return err
		},
		"Compact": func(ctx context.Context) error { _, err := c.etcd.Compact(ctx, before); return err },
		"Grant":   func(ctx context.Context) error { _, err := c.etcd.Grant(ctx, 60); return err },
		"AlarmDisarm": func(ctx context.Context) error {
			_, err := c.etcd.AlarmDisarm(ctx, &clientv3.AlarmMember{MemberID: 1, Alarm: pb.AlarmType_NOSPACE})
			return err
		},
		"UserAdd":       func(ctx context.Context) error { _, err := c.etcd.UserAdd(ctx, "eve", "pw"); return err },
		"KeepAliveOnce": func(ctx context.Context) error { _, err := c.etcd.KeepAliveOnce(ctx, 1); return err },
	}
	for name, write := range writes {
		err := write(t.Context())
		if refused := (*RefusedError)(nil); !errors.As(err, &refused) {
			t.Errorf("%s: error %v, want a refusal", name, err)
		}
	}
	if after := revisionOf(t, admin); after != before {
		t.Errorf("the store went from revision %d to %d", before, after)
	}
	if _, err := c.etcd.Get(t.Context(), "a"); err != nil {
		t.Errorf("reading must go on: %v", err)
	}
}

func revisionOf(t *testing.T, c *clientv3.Client) int64 {
	t.Helper()
	resp, err := c.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	return resp.Header.GetRevision()
}

// allMethods are all methods of all services in the registry of descriptors,
// which is filled by importing their packages. It sees that etcd's are there.
func allMethods(t *testing.T) []protoreflect.MethodDescriptor {
	t.Helper()
	var methods []protoreflect.MethodDescriptor
	var services []string
	protoregistry.GlobalFiles.RangeFiles(func(f protoreflect.FileDescriptor) bool {
		for i := range f.Services().Len() {
			s := f.Services().Get(i)
			services = append(services, string(s.FullName()))
			for j := range s.Methods().Len() {
				methods = append(methods, s.Methods().Get(j))
			}
		}
		return true
	})
	for _, desc := range []grpc.ServiceDesc{
		pb.KV_ServiceDesc, pb.Watch_ServiceDesc, pb.Lease_ServiceDesc, pb.Cluster_ServiceDesc,
		pb.Maintenance_ServiceDesc, pb.Auth_ServiceDesc,
		v3lockpb.Lock_ServiceDesc, v3electionpb.Election_ServiceDesc, grpc_health_v1.Health_ServiceDesc,
	} {
		if !slices.Contains(services, desc.ServiceName) {
			t.Fatalf("no descriptor of %s among %v", desc.ServiceName, services)
		}
	}
	return methods
}

func fullMethod(m protoreflect.MethodDescriptor) string {
	return "/" + string(m.Parent().FullName()) + "/" + string(m.Name())
}

func newMessage(t *testing.T, d protoreflect.MessageDescriptor) proto.Message {
	t.Helper()
	mt, err := protoregistry.GlobalTypes.FindMessageByName(d.FullName())
	if err != nil {
		t.Fatal(err)
	}
	return mt.New().Interface()
}

func callUnary(ctx context.Context, conn *grpc.ClientConn, method string, req proto.Message) error {
	return conn.Invoke(ctx, method, req, &pb.RangeResponse{})
}

func callStream(ctx context.Context, conn *grpc.ClientConn, method string, req proto.Message) error {
	s, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, method)
	if err != nil {
		return err
	}
	if err := s.SendMsg(req); err != nil {
		return err
	}
	return s.RecvMsg(&pb.RangeResponse{})
}

// A recorder is a gRPC server that has no method and notes what is asked.
type recorder struct {
	addr string

	mu    sync.Mutex
	calls []string
}

func startRecorder(t *testing.T) *recorder {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{addr: l.Addr().String()}
	srv := grpc.NewServer(grpc.UnknownServiceHandler(func(_ any, s grpc.ServerStream) error {
		method, _ := grpc.MethodFromServerStream(s)
		r.mu.Lock()
		defer r.mu.Unlock()
		r.calls = append(r.calls, method)
		return status.Error(codes.Unimplemented, "recorded")
	}))
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	t.Cleanup(func() {
		srv.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return r
}

// took says whether method has arrived since it was last asked.
func (r *recorder) took(method string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.calls)
	r.calls = slices.DeleteFunc(r.calls, func(c string) bool { return c == method })
	return len(r.calls) < n
}

func (r *recorder) all() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.calls)
}

func TestRefusedErrorSaysWhat(t *testing.T) {
	err := &RefusedError{Method: "/etcdserverpb.KV/Put"}
	if !strings.Contains(err.Error(), "/etcdserverpb.KV/Put") || status.Code(err) != codes.PermissionDenied {
		t.Errorf("%v (%v) does not name its method or is no PermissionDenied", err, status.Code(err))
	}
}
