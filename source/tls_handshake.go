package source

import (
	"cmp"
	"context"
	"errors"
	"net"

	"google.golang.org/grpc/credentials"
)

// handshaker secures connections. It makes each one's TLS configuration from
// the files as they are at that moment, and leaves all else to gRPC; what is
// wrong is said while the certificates are at hand, since later there is only
// text.
type handshaker struct {
	files *tlsFiles
}

// credentials are how the connection is secured if first is the first
// endpoint; nil is in plain text.
func (t TLS) credentials(first string) (credentials.TransportCredentials, error) {
	files, err := newTLSFiles(t)
	if err != nil || !usesTLS(first, t) {
		return nil, err
	}
	return handshaker{files}, nil
}

// ClientHandshake implements credentials.TransportCredentials. The authority
// is the endpoint's HOST:PORT or, of a unix socket, the name of its file.
func (h handshaker) ClientHandshake(ctx context.Context, authority string, raw net.Conn) (net.Conn, credentials.AuthInfo, error) {
	id := h.files.now()
	inner := credentials.NewTLS(id.config(h.files.SkipVerify))
	conn, info, err := inner.ClientHandshake(ctx, cmp.Or(h.files.ServerName, authority), raw)
	told := secured{Conn: conn, with: authority, files: h.files.TLS, id: id}
	if err != nil {
		return nil, nil, told.explain(err)
	}
	return told, info, nil
}

// ServerHandshake implements credentials.TransportCredentials.
func (handshaker) ServerHandshake(net.Conn) (net.Conn, credentials.AuthInfo, error) {
	return nil, nil, errors.New("etcdscope is no server")
}

// Info implements credentials.TransportCredentials.
func (handshaker) Info() credentials.ProtocolInfo {
	return credentials.ProtocolInfo{SecurityProtocol: "tls"}
}

// Clone implements credentials.TransportCredentials.
func (h handshaker) Clone() credentials.TransportCredentials { return h }

// OverrideServerName implements credentials.TransportCredentials, of which it
// is a deprecated part.
func (handshaker) OverrideServerName(string) error {
	return errors.New("the name to verify is the endpoint's")
}

// secured is a connection after its handshake. With TLS 1.3 a server refuses
// the client's certificate only then, in what is read first.
type secured struct {
	net.Conn
	with  string
	files TLS
	id    papers
}

func (s secured) Read(b []byte) (int, error) {
	n, err := s.Conn.Read(b)
	if err != nil {
		err = s.explain(err)
	}
	return n, err
}
