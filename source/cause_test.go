package source

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// The texts are gRPC's own, as they were seen.
func TestExplain(t *testing.T) {
	unavailable := func(text string) error { return status.Error(codes.Unavailable, text) }
	for _, test := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("plain"), "plain"},
		{errors.New("not\x1bsafe"), "not␛safe"},
		{context.Canceled, "canceled"},
		{context.DeadlineExceeded, "no answer in time"},
		{fmt.Errorf("reading: %w", context.DeadlineExceeded), "no answer in time"},
		{&RefusedError{Method: "/m"}, "refused /m: etcdscope only reads; use etcdctl to change the cluster"},

		{rpctypes.ErrNoLeader, "no leader"},
		{rpctypes.ErrGRPCNoLeader, "no leader"},
		{fmt.Errorf("reading: %w", rpctypes.ErrGRPCNoLeader), "no leader"},
		{rpctypes.ErrPermissionDenied, "permission denied"},
		{rpctypes.ErrGRPCPermissionDenied, "permission denied"},
		{errors.New("rpc error: code = PermissionDenied desc = etcdserver: permission denied"), "permission denied"}, // of a watch
		{status.Error(codes.FailedPrecondition, "rpc error: code = Unauthenticated desc = etcdserver: invalid auth token"), "the login has expired: give a new token, or log in again"},
		{rpctypes.ErrAuthOldRevision, "the login has expired: give a new token, or log in again"},
		{rpctypes.ErrAuthFailed, "wrong user name or password: restart with the right --user"},
		{rpctypes.ErrUserEmpty, "the server asks for a user: give one with --user"},
		{rpctypes.ErrCompacted, "the revision has been compacted"},
		{rpctypes.ErrFutureRev, "the revision is newer than what the server has"},
		{rpctypes.ErrTimeout, "request timed out"},
		{unavailable("etcdserver: request timed out, waiting for the applied index took too long"),
			"request timed out, waiting for the applied index took too long"},
		{status.Error(codes.Unimplemented, "unknown method RangeStream for service etcdserverpb.KV"),
			"not known to this server: unknown method RangeStream for service etcdserverpb.KV"},
		{status.Error(codes.ResourceExhausted, "grpc: received message larger than max (9 vs. 8)"), "the answer is too large: raise --max-recv-bytes"},
		{status.Error(codes.Canceled, "grpc: the client connection is closing"), "canceled"},

		{unavailable(`connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"`), "connection refused"},
		{unavailable(`last connection error: connection error: desc = "transport: Error while dialing: dial tcp: lookup nowhere.invalid: no such host"`), "no such host"},
		{unavailable(`connection error: desc = "transport: Error while dialing: dial tcp 10.255.255.1:2379: i/o timeout"`), "connection timed out"},
		{unavailable(`connection error: desc = "transport: Error while dialing: dial tcp 10.0.0.1:1: connect: no route to host"`),
			"dial tcp 10.0.0.1:1: connect: no route to host"},
		{unavailable(`connection error: desc = "transport: authentication handshake failed: context deadline exceeded"`), "connection timed out"},
		{unavailable(`connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate signed by unknown authority"`),
			"x509: certificate signed by unknown authority: name its CA with --cacert"},
		{unavailable(`connection error: desc = "transport: authentication handshake failed: tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is after"`),
			"tls: failed to verify certificate: x509: certificate has expired or is not yet valid: current time is after"},
		{unavailable(`connection error: desc = "transport: authentication handshake failed: tls: first record does not look like a TLS handshake"`),
			"tls: the server speaks plain text: write http:// or leave the TLS flags out"},
		{unavailable(`connection error: desc = "error reading server preface: remote error: tls: bad certificate"`), "remote error: tls: bad certificate"},
		{unavailable(`connection error: desc = "error reading server preface: EOF"`), "the server broke off: it may expect TLS (https://)"},
		{unavailable(`connection error: desc = "error reading server preface: read tcp 127.0.0.1:1->127.0.0.1:2: use of closed network connection"`), "no answer in time"},
		{unavailable("error reading from server: EOF"), "connection lost"},
		{unavailable("write tcp 127.0.0.1:2->127.0.0.1:1: write: broken pipe"), "connection lost"},
		{status.Error(codes.DeadlineExceeded, `latest balancer error: connection error: desc = "transport: Error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"`), "connection refused"},
		{status.Error(codes.DeadlineExceeded, "context deadline exceeded"), "no answer in time"},
	} {
		if got := Explain(test.err); got != test.want {
			t.Errorf("%v\n got %q\nwant %q", test.err, got, test.want)
		}
	}
}

func TestEtcdErrorComparesWhateverItIsWrappedIn(t *testing.T) {
	for _, err := range []error{
		rpctypes.ErrCompacted,
		rpctypes.ErrGRPCCompacted,
		fmt.Errorf("listing: %w", rpctypes.ErrCompacted),
		fmt.Errorf("listing: %w", rpctypes.ErrGRPCCompacted),
		errors.New(rpctypes.ErrGRPCCompacted.Error()),
		status.Error(codes.FailedPrecondition, rpctypes.ErrGRPCCompacted.Error()),
	} {
		if !errors.Is(etcdError(err), rpctypes.ErrCompacted) {
			t.Errorf("%v is not found to be ErrCompacted", err)
		}
	}
	other := errors.New("other")
	if got := etcdError(other); got != other {
		t.Errorf("etcdError made %v of %v", got, other)
	}
	if got := etcdError(nil); got != nil {
		t.Errorf("etcdError made %v of nil", got)
	}
}
