package config

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/embargo-app/embargo/policy"
)

// The bounds of EMBARGO_POLL_INTERVAL: faster hammers GitHub, slower makes commands look lost.
const (
	minPollInterval = 100 * time.Millisecond
	maxPollInterval = time.Hour
)

func parseAppID(value string) (int64, error) {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil || id <= 0 {
		return 0, fmt.Errorf("%s is no App ID; give the positive number that the App's settings page shows", quote(value))
	}
	return id, nil
}

// entries gives the lines of a value that has one entry in each, with their numbers from 1, and without blank ones or
// the blanks around them.
func entries(value string) iter.Seq2[int, string] {
	return func(yield func(number int, line string) bool) {
		number := 0
		for line := range strings.Lines(value) {
			number++
			if line = strings.TrimSpace(line); line != "" && !yield(number, line) {
				return
			}
		}
	}
}

// parseSecrets splits by line only: a secret may well contain blanks and commas.
func parseSecrets(value string) ([]Secret, error) {
	var secrets []Secret
	for _, line := range entries(value) {
		secrets = append(secrets, NewSecret(line))
	}
	if len(secrets) == 0 {
		return nil, errors.New("holds blank space only; give the webhook secret of the App's settings page, " +
			"several one per line")
	}
	return secrets, nil
}

func parsePrivateKey(value string) (Secret, error) {
	const remedy = "give the .pem file's whole content, or its path in GITHUB_APP_PRIVATE_KEY_FILE"
	block, _ := pem.Decode([]byte(value))
	if block == nil {
		return Secret{}, errors.New("is not in PEM form; " + remedy)
	}
	if err := checkRSA(block); err != nil {
		return Secret{}, fmt.Errorf("%w; %s", err, remedy)
	}
	return NewSecret(value), nil
}

// checkRSA says whether a PEM block is an RSA private key. It does not repeat the parser's own words,
// which may quote parts of the key.
func checkRSA(block *pem.Block) error {
	if _, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return fmt.Errorf("is a PEM block of type %s, not an unencrypted private key", quote(block.Type))
	}
	if _, ok := key.(*rsa.PrivateKey); !ok {
		return errors.New("is not an RSA key, which GitHub Apps sign with")
	}
	return nil
}

// parseGitHubURL wants https, since tokens travel there; a loopback address may do without.
func parseGitHubURL(value string, trailingSlash bool) (string, error) {
	address, err := parseHTTPURL(value)
	if err != nil {
		return "", err
	}
	if strings.HasPrefix(address, "http://") && !isLoopbackURL(address) {
		return "", fmt.Errorf("%s would send tokens unencrypted; write https://", quote(value))
	}
	if trailingSlash {
		address += "/"
	}
	return address, nil
}

// parseLogURL wants https, as what comes from there decides over signatures; a loopback address may do without.
func parseLogURL(value string) (string, error) {
	address, err := parseHTTPURL(value)
	if err == nil && strings.HasPrefix(address, "http://") && !isLoopbackURL(address) {
		return "", fmt.Errorf("%s could be changed on the way; write https://", quote(value))
	}
	return address, err
}

func parsePublicURL(value string) (string, error) { return parseHTTPURL(value) }

// parseHTTPURL gives an absolute address without a trailing slash.
func parseHTTPURL(value string) (string, error) {
	u, err := url.Parse(value)
	switch {
	case err != nil || u.Host == "" || !slices.Contains([]string{"http", "https"}, u.Scheme):
		return "", errors.New(quoteURL(value, u) + " is no web address; write one such as https://github.example.org")
	case u.User != nil:
		return "", errors.New("carries a user or password; write the address without")
	case u.RawQuery != "" || u.Fragment != "":
		return "", errors.New("has a query or fragment; write the address without")
	}
	return strings.TrimRight(value, "/"), nil
}

// quoteURL repeats a bad address unless it may carry a password.
func quoteURL(value string, u *url.URL) string {
	if u == nil || u.User != nil || strings.Contains(value, "@") {
		return "the value"
	}
	return quote(value)
}

func parseListen(value string) (string, error) {
	_, port, err := net.SplitHostPort(value)
	if err != nil {
		return "", errors.New(quote(value) + " is no address to listen on; write HOST:PORT or :PORT, such as :8080")
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil {
		return "", fmt.Errorf("%s has no port from 0 to 65535; write HOST:PORT or :PORT, such as :8080", quote(value))
	} else if strconv.FormatUint(n, 10) != port {
		return "", fmt.Errorf("%s writes its port in an unusual way; write :%d", quote(value), n)
	}
	return value, nil
}

func parsePollInterval(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil {
		return 0, errors.New(quote(value) + " is no duration; write one such as 15s or 1m")
	}
	if d < minPollInterval || d > maxPollInterval {
		return 0, fmt.Errorf("%s is out of range; write a duration from %s to %s", quote(value), minPollInterval, "1h")
	}
	return d, nil
}

// maxWriteInterval bounds EMBARGO_WRITE_INTERVAL: slower makes answers look lost.
const maxWriteInterval = time.Minute

func parseWriteInterval(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil {
		return 0, errors.New(quote(value) + " is no duration; write one such as 1s or 500ms")
	}
	if d < 0 || d > maxWriteInterval {
		return 0, fmt.Errorf("%s is out of range; write a duration from 0s to 1m", quote(value))
	}
	return d, nil
}

// modeOrder are the modes in ascending order of what they do.
var modeOrder = []string{string(policy.ModeObserve), string(policy.ModeAdvise), string(policy.ModeEnforce)}

func modeRank(mode policy.Mode) int { return slices.Index(modeOrder, string(mode)) }

func parseMode(value string) (policy.Mode, error) {
	mode := policy.Mode(value)
	if modeRank(mode) < 0 {
		return "", errors.New(quote(value) + " is no mode; write observe, advise or enforce")
	}
	return mode, nil
}

func parseLogLevel(value string) (zerolog.Level, error) {
	level, err := zerolog.ParseLevel(value)
	if err != nil || level < zerolog.DebugLevel || level > zerolog.ErrorLevel {
		return 0, errors.New(quote(value) + " is no log level; write debug, info, warn or error")
	}
	return level, nil
}
