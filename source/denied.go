package source

import (
	"errors"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/etcdscope/etcdscope/model"
)

// isForbidden says that the server knows who asks, who may not read that.
func isForbidden(err error) bool {
	return errors.Is(etcdError(err), rpctypes.ErrPermissionDenied) || status.Code(err) == codes.PermissionDenied
}

// isUnwelcome says that the server doesn't take who we say we are, so that no
// read at all would do better.
func isUnwelcome(err error) bool {
	return isRefusedLogin(err) || errors.Is(etcdError(err), rpctypes.ErrUserEmpty)
}

// isUnwelcome also is a token that the person gave and that nothing replaces.
func (c *Client) isUnwelcome(err error) bool {
	return isUnwelcome(err) || c.auth.given != "" && isStaleToken(err)
}

// isDenied says that only a person can help.
func (c *Client) isDenied(err error) bool { return isForbidden(err) || c.isUnwelcome(err) }

// explain says the cause of err to the person whose connection it is.
func (c *Client) explain(err error) string {
	e, user := etcdError(err), model.Safe(c.user)
	switch {
	case errors.Is(e, rpctypes.ErrAuthFailed) && c.auth.hasWorked():
		return "password of " + user + " was refused (changed, or the user deleted): restart with the new one"
	case c.auth.given == "" || !isStaleToken(err):
		return Explain(err)
	case errors.Is(e, rpctypes.ErrAuthOldRevision):
		return "users or roles have changed since the token was made: restart with a new one"
	case user != "" && claimsOf(string(c.auth.given)).expired():
		return "the token of " + user + " has expired: restart with a new one"
	}
	return "the token was refused (expired, or of another cluster): restart with a new one"
}

// denied says why reading the prefix failed and, if it may not be read, what
// may instead, as far as the server tells: in one line of safe text.
func (s *Session) denied(err error, prefix string) string {
	if !isForbidden(err) {
		return s.cause(err)
	}
	what := "needs read on " + model.Safe(prefix)
	if prefix == "" {
		what = "needs read on the whole keyspace"
	}
	may := s.mayRead()
	if may == "" {
		return what
	}
	return what + "; " + may
}
