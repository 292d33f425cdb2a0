package verify

import (
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"
)

const (
	maxRedirects = 5
	userAgent    = "embargo"
)

// newTransport is Go's own transport with bounds on what it would wait for without end.
func newTransport() http.RoundTripper {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    2,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // the bytes as they are, or their digest would be another's
	}
}

// newClient makes a client that knows nobody: it has no cookies, sends no credentials, and goes only where
// checkAddress and checkRedirect allow.
func newClient(transport http.RoundTripper) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: checkRedirect}
}

// refusal is an address that is not fetched from. Its text says why, without the address.
type refusal string

func (r refusal) Error() string { return string(r) }

// checkAddress refuses what is not https, except on this machine, and credentials in an address.
func checkAddress(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return refusal("it is no web address")
	}
	return checkURL(u)
}

func checkURL(u *url.URL) error {
	switch {
	case u.User != nil:
		return refusal("the address carries credentials: what is public needs none")
	case u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	}
	return refusal("the address is not https")
}

// checkRedirect follows a few redirects, to https only, and never from outside to this machine or its network.
func checkRedirect(next *http.Request, via []*http.Request) error {
	// Go tells the next server where it came from, with the query, which may hold a token.
	next.Header.Del("Referer")
	if len(via) > maxRedirects {
		return refusal("the server redirects too often")
	}
	if err := checkURL(next.URL); err != nil {
		return refusal("the server redirects to where nothing is fetched from: " + err.Error())
	}
	if first := via[0].URL; isInternal(next.URL.Hostname()) && !isInternal(first.Hostname()) {
		return refusal("the server redirects to an internal address")
	}
	if via[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
		return refusal("the server redirects to an address that is not https")
	}
	return nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// isInternal tells addresses by number that no public server has. A name may still lead to one: that is the
// resolver's and the firewall's business.
func isInternal(host string) bool {
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host == "localhost"
	}
	ip = ip.Unmap()
	return ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast() || ip.IsUnspecified()
}

// whyNot puts a failed request into words of our own: Go's carry the address, and an address a token.
func whyNot(err error) string {
	var refused refusal
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &refused):
		return refused.Error()
	case errors.As(err, &dns):
		return "the server's name could not be resolved"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "the server did not answer in time"
	}
	return "the server could not be reached"
}
