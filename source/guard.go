package source

import (
	"context"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"
)

// RefusedError says that a call was stopped before it left the process,
// because it is not one of the calls that only read.
type RefusedError struct {
	Method string // the full gRPC method, "/etcdserverpb.KV/Put"
}

func (e *RefusedError) Error() string {
	return "refused " + e.Method + ": etcdscope only reads; use etcdctl to change the cluster"
}

// GRPCStatus makes the refusal final for clientv3, which retries calls by the
// code of their error.
func (e *RefusedError) GRPCStatus() *status.Status {
	return status.New(codes.PermissionDenied, e.Error())
}

// guardUnary and guardStream are the read-only guard. They are the last
// interceptors of their chains, so nothing stands between them and the wire,
// and they refuse what they don't know: a method that a future etcd adds
// stays inside until somebody has read what it does.
func guardUnary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	if !readsUnary(method, req) {
		return &RefusedError{Method: method}
	}
	return invoker(ctx, method, req, reply, cc, opts...)
}

func guardStream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	if !readsStream(method) {
		return nil, &RefusedError{Method: method}
	}
	return streamer(ctx, desc, cc, method, opts...)
}

// readsUnary is the allow-list of unary calls. Maintenance/HashKV is left out
// although it changes nothing: it reads the whole store.
func readsUnary(method string, req any) bool {
	switch method {
	case pb.KV_Range_FullMethodName,
		pb.Lease_LeaseTimeToLive_FullMethodName,
		pb.Lease_LeaseLeases_FullMethodName,
		pb.Cluster_MemberList_FullMethodName,
		pb.Maintenance_Status_FullMethodName,
		pb.Auth_Authenticate_FullMethodName,
		pb.Auth_AuthStatus_FullMethodName,
		pb.Auth_UserGet_FullMethodName,
		pb.Auth_UserList_FullMethodName,
		pb.Auth_RoleGet_FullMethodName,
		pb.Auth_RoleList_FullMethodName,
		grpc_health_v1.Health_Check_FullMethodName:
		return true
	case pb.Maintenance_Alarm_FullMethodName:
		alarm, ok := req.(*pb.AlarmRequest)
		return ok && alarm.GetAction() == pb.AlarmRequest_GET
	}
	return false
}

// readsStream is the allow-list of streams. It is apart from the unary one
// because any method can be called as a stream, and what is sent on a stream
// is not looked at: Alarm must not pass that way. Maintenance/Snapshot is left
// out although it changes nothing: it sends the whole store.
func readsStream(method string) bool {
	switch method {
	case pb.KV_RangeStream_FullMethodName,
		pb.Watch_Watch_FullMethodName,
		grpc_health_v1.Health_Watch_FullMethodName:
		return true
	}
	return false
}
