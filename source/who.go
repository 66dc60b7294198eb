package source

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// user is who the cluster takes cfg's owner for, if it has users: who the token
// was made for, the user, or without either the name in the certificate. ""
// if that can't be known.
func user(cfg Config, cert *x509.Certificate) string {
	switch {
	case cfg.Token != "":
		return claimsOf(string(cfg.Token)).User
	case cfg.User != "":
		return cfg.User
	case cert == nil:
		return ""
	}
	return strings.TrimSpace(cert.Subject.CommonName)
}

// claims are what a JWT says of itself.
type claims struct {
	User    string  `json:"username"`
	Expires float64 `json:"exp"` // Unix time; 0: never
}

// claimsOf reads a JWT without looking at its signature: what it says is only
// used to ask the server about ourselves, and to say why it was refused. Of
// what is no JWT it is zero.
func claimsOf(token string) (c claims) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return claims{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil || json.Unmarshal(body, &c) != nil {
		return claims{}
	}
	return c
}

// expired says whether the token's time is over, by our clock.
func (c claims) expired() bool { return c.Expires > 0 && float64(time.Now().Unix()) >= c.Expires }
