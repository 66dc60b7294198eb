package source

import (
	"context"
	"errors"
	"strings"

	"github.com/etcdscope/etcdscope/model"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Explain says the cause of err to a person: one line of safe text, without
// the wrapping that gRPC puts around it. It is "" for nil.
func Explain(err error) string {
	if err == nil {
		return ""
	}
	if refused := (*RefusedError)(nil); errors.As(err, &refused) {
		return refused.Error()
	}
	if etcd := (rpctypes.EtcdError{}); errors.As(etcdError(err), &etcd) {
		return explainEtcd(etcd)
	}
	if errors.Is(err, context.Canceled) {
		return "canceled"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	var wire interface{ GRPCStatus() *status.Status }
	if !errors.As(err, &wire) {
		return model.Safe(err.Error())
	}
	s := wire.GRPCStatus()
	switch text := s.Message(); s.Code() {
	case codes.Unavailable:
		return explainLink(text)
	case codes.DeadlineExceeded:
		if strings.Contains(text, "connection error") {
			return explainLink(text)
		}
		return "no answer in time"
	case codes.Canceled:
		return "canceled"
	case codes.ResourceExhausted:
		if strings.Contains(text, "received message larger than max") {
			return "the answer is too large: raise --max-recv-bytes"
		}
		return model.Safe(text)
	case codes.Unimplemented:
		return "not known to this server: " + model.Safe(text)
	default:
		return model.Safe(text)
	}
}

// explainEtcd says what etcd means, where its own words need explaining.
func explainEtcd(err rpctypes.EtcdError) string {
	switch err {
	case rpctypes.ErrAuthFailed:
		return "wrong user name or password: restart with the right --user"
	case rpctypes.ErrUserEmpty:
		return "the server asks for a user: give one with --user"
	case rpctypes.ErrInvalidAuthToken, rpctypes.ErrAuthOldRevision:
		return "the login has expired: give a new token, or log in again"
	case rpctypes.ErrCompacted:
		return "the revision has been compacted"
	case rpctypes.ErrFutureRev:
		return "the revision is newer than what the server has"
	}
	return strings.TrimPrefix(err.Error(), "etcdserver: ")
}

// connectionLost is the cause that says least: a connection that was there
// has ended.
const connectionLost = "connection lost"

// connectionRefused says that nobody listens there.
const connectionRefused = "connection refused"

// A server that breaks off at once may not understand us.
const (
	brokeOff     = "the server broke off"
	mayExpectTLS = brokeOff + ": it may expect TLS (https://)"
)

// linkCauses are the words by which the causes of a broken connection are
// known, the telling ones first. gRPC hands them on as text only.
var linkCauses = []struct{ text, cause string }{
	{"certificate signed by unknown authority", "x509: certificate signed by unknown authority: name its CA with --cacert"},
	{"remote error: tls: certificate required", "tls: the server asks for a client certificate: give --cert and --key"},
	{"remote error: tls: ", ""},
	{"tls: first record does not look like", "tls: the server speaks plain text: write http:// or leave the TLS flags out"},
	{"tls: ", ""},
	{"x509: ", ""},
	{"no such host", "no such host"},
	{"keepalive ping failed", "no answer in time"},
	{"i/o timeout", "connection timed out"},
	{"context deadline exceeded", "connection timed out"},
	{"connection refused", connectionRefused},
	{"authentication handshake failed", "tls: the server broke off: it may expect plain text (http://)"},
	{"use of closed network connection", "no answer in time"}, // we gave up: it may hang
	{"error reading server preface", mayExpectTLS},
	{"connection reset by peer", connectionLost},
	{"broken pipe", connectionLost},
	{"error reading from server: eof", connectionLost},
	{"transport is closing", connectionLost},
	{"error while dialing: ", ""},
	{"desc = ", ""},
}

// A linkError is why no connection comes about, in words for a person. gRPC
// makes it a part of its own text, where ownWords finds it again.
type linkError struct{ text string }

const linkMark = "etcdscope: "

func (e *linkError) Error() string { return linkMark + e.text }

// ownWords are those of a linkError in gRPC's text, which has it in quotes.
func ownWords(text string) (string, bool) {
	i := strings.LastIndex(text, linkMark)
	if i < 0 {
		return "", false
	}
	text = unquote.Replace(text[i+len(linkMark):])
	text, _, _ = strings.Cut(text, `"`)
	return text, true
}

// unquote undoes what a quoted text has of escapes, but for quotes.
var unquote = strings.NewReplacer(`\\`, `\`, `\"`, "'")

// explainLink finds the cause in gRPC's text of a broken connection.
func explainLink(text string) string {
	if own, ok := ownWords(text); ok {
		return model.Safe(own)
	}
	folded := strings.ToLower(text)
	for _, c := range linkCauses {
		i := strings.LastIndex(folded, c.text)
		switch {
		case i < 0:
		case c.cause != "":
			return c.cause
		default:
			found := strings.TrimPrefix(strings.TrimPrefix(text[i:], "desc = "), "Error while dialing: ")
			return model.Safe(strings.Trim(found, `\"`))
		}
	}
	return model.Safe(strings.TrimPrefix(text, "etcdserver: "))
}

// etcdError finds etcd's own error in err, so that it can be compared with
// rpctypes.Err…: also in the reason of a canceled watch, where it is the text
// of a status inside another. Without one it is err.
func etcdError(err error) error {
	if err == nil {
		return nil
	}
	if etcd := (rpctypes.EtcdError{}); errors.As(err, &etcd) {
		return etcd
	}
	text := rpctypes.ErrorDesc(err)
	if _, desc, ok := strings.Cut(text, "rpc error: code = "); ok {
		_, text, _ = strings.Cut(desc, " desc = ")
	}
	if etcd := (rpctypes.EtcdError{}); errors.As(rpctypes.Error(errors.New(text)), &etcd) {
		return etcd
	}
	return err
}
