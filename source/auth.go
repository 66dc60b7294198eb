package source

import (
	"context"
	"errors"
	"sync"
	"time"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

// authPause is how long a refused name or password is not sent again. Each
// try costs the server a bcrypt, and many calls share one password.
const authPause = 3 * time.Second

// An authenticator holds the token that all calls share. clientv3 would log
// in again for every stream, at the price of a bcrypt and a raft entry each
// (63 ms against 0.5 ms); this one logs in at the first call and then only
// when the server doesn't take the token any more.
type authenticator struct {
	user  string
	given authToken                             // by the person, in place of a user: it is never replaced
	renew func(context.Context) (Secret, error) // where the password comes from; nil: the person knows it

	// login is held while logging in, so that calls that start together log in
	// once. A channel, because waiting for it ends with the caller's context.
	login chan struct{}

	mu        sync.Mutex // guards what follows; never held over a call
	password  Secret
	renewed   time.Time // when it was asked for last
	renewal   *renewal  // under way, or nil
	worked    bool      // the user has been logged in before
	token     authToken
	known     bool // token is there to be used; it may be empty
	proven    bool // a call with token has succeeded
	refused   error
	refusedAt time.Time
}

func newAuthenticator(cfg Config) *authenticator {
	a := &authenticator{login: make(chan struct{}, 1)}
	if cfg.Token != "" || cfg.User == "" {
		a.given = authToken(cfg.Token)
		a.token, a.known = a.given, true
		return a
	}
	a.user, a.password, a.renew, a.renewed = cfg.User, cfg.Password, cfg.Renew, time.Now()
	return a
}

// get returns the token for a call on cc, logging in over cc if there is none:
// also with a password that is another one by now.
func (a *authenticator) get(ctx context.Context, cc *grpc.ClientConn) (authToken, error) {
	token, err := a.tokenOver(ctx, cc)
	if isRefusedLogin(err) && a.newPassword(ctx, cc) {
		return a.tokenOver(ctx, cc)
	}
	return token, err
}

func (a *authenticator) tokenOver(ctx context.Context, cc *grpc.ClientConn) (authToken, error) {
	if token, ok, err := a.current(); ok {
		return token, err
	}
	select {
	case a.login <- struct{}{}:
		defer func() { <-a.login }()
	case <-ctx.Done():
		return "", status.FromContextError(ctx.Err()).Err()
	}
	if token, ok, err := a.current(); ok {
		return token, err
	}
	resp, err := a.authenticate(ctx, cc)
	if errors.Is(etcdError(err), rpctypes.ErrAuthNotEnabled) {
		err = nil // like etcdctl: a password for a cluster that wants none is no error
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil {
		if isRefusedLogin(err) {
			a.refused, a.refusedAt = err, time.Now()
		}
		return "", err
	}
	a.token, a.known, a.proven, a.refused = authToken(resp.GetToken()), true, false, nil
	if a.token != "" && !a.worked {
		a.worked, a.renewed = true, time.Time{}
	}
	return a.token, nil
}

func (a *authenticator) authenticate(ctx context.Context, cc *grpc.ClientConn) (*pb.AuthenticateResponse, error) {
	a.mu.Lock()
	password := a.password
	a.mu.Unlock()
	return pb.NewAuthClient(cc).Authenticate(ctx, &pb.AuthenticateRequest{Name: a.user, Password: string(password)})
}

func isRefusedLogin(err error) bool { return errors.Is(etcdError(err), rpctypes.ErrAuthFailed) }

// hasWorked says whether the user has been logged in before.
func (a *authenticator) hasWorked() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.worked
}

func (a *authenticator) current() (token authToken, ok bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.known && a.refused != nil && (a.renewal != nil || time.Since(a.refusedAt) < authPause) {
		return "", true, a.refused
	}
	return a.token, a.known, nil
}

// accepted notes that a call with token has succeeded.
func (a *authenticator) accepted(token authToken) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.known && a.token == token {
		a.proven = true
	}
}

// rejected looks at the error of a call made with token. It forgets a token
// that the server refuses and says whether the call is worth another try: it
// is when the token has worked before, or was already replaced. A new token
// that is refused is an error, or the two sides could go on for ever.
func (a *authenticator) rejected(token authToken, err error) (again bool) {
	if a.user == "" || !isStaleToken(err) {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.known || a.token != token {
		return true
	}
	a.known = false
	return a.proven
}

// isStaleToken says whether another login may help: the token has expired, the
// users and roles have changed since it was given (JWT), or authentication was
// enabled after the connection was made.
func isStaleToken(err error) bool {
	err = etcdError(err)
	return errors.Is(err, rpctypes.ErrInvalidAuthToken) ||
		errors.Is(err, rpctypes.ErrAuthOldRevision) ||
		errors.Is(err, rpctypes.ErrUserEmpty)
}

// An authToken is sent with one call. It is a credential of the call and not
// of the connection, so that each call knows which token it was made with.
type authToken string

// GetRequestMetadata implements credentials.PerRPCCredentials.
func (t authToken) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	if t == "" {
		return nil, nil
	}
	return map[string]string{rpctypes.TokenFieldNameGRPC: string(t)}, nil
}

// RequireTransportSecurity implements credentials.PerRPCCredentials. etcd
// allows passwords over plain text, and so does etcdctl.
func (authToken) RequireTransportSecurity() bool { return false }
