package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"time"
)

// Kind tells what a failure means for the message.
type Kind string

const (
	// Refused means: the message will not be accepted, however often it is tried.
	Refused Kind = "refused"
	// Setup means: nothing is wrong with the message, but no message gets through until somebody changes the settings
	// or the server: wrong credentials, an untrusted certificate, no encryption.
	Setup Kind = "setup"
	// Temporary means: it was certainly not accepted, and may be on another try.
	Temporary Kind = "temporary"
	// Unsure means: it may have been accepted.
	Unsure Kind = "unsure"
)

// Error is how every failure of this package is told.
type Error struct {
	// Channel is "mail" or "chat NAME".
	Channel string
	Kind    Kind
	// Step is where it failed, such as "connecting" or "recipient 2 of 3".
	Step string
	// Code is the SMTP reply's or the HTTP answer's code, 0 when there was none.
	Code int
	// Enhanced is the SMTP reply's enhanced status code, such as "5.1.1", or "".
	Enhanced string

	retryAt      time.Time
	what, remedy string
	cause        error // only what is safe to show
}

// Error implements error.
func (e *Error) Error() string {
	text := e.Channel + ": " + e.Step + ": " + e.what
	if e.Code != 0 {
		text += strings.TrimRight(fmt.Sprintf(" with %d %s", e.Code, e.Enhanced), " ")
	}
	if e.cause != nil {
		text += ": " + e.cause.Error()
	}
	if e.remedy != "" {
		text += "; " + e.remedy
	}
	return text
}

// unsure makes it one of which nobody knows whether the message arrived; what says how that came.
func (e *Error) unsure(what string) {
	e.Kind, e.what, e.remedy = Unsure, what, "look whether it arrived before it is sent again"
}

// Unwrap gives the failure beneath, of the network, the context or Message.Mark.
func (e *Error) Unwrap() error { return e.cause }

// RetryAt is the time the other side asked to be tried again at, zero when it named none.
func (e *Error) RetryAt() time.Time { return e.retryAt }

// Permanent tells that trying the same message again can't help.
func Permanent(err error) bool { return kindOf(err) == Refused }

// Ambiguous tells that the message may have been accepted although there was no word of it.
func Ambiguous(err error) bool { return kindOf(err) == Unsure }

func kindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// disconnected classifies a failure of the network, of encryption or of a context. What an error of any other
// type says is left out: it may quote the other side, or hold a URL.
func disconnected(channel, step string, err error) *Error {
	if inURL, ok := errors.AsType[*url.Error](err); ok {
		err = inURL.Err
	}
	e := &Error{Channel: channel, Kind: Temporary, Step: step, what: "failed"}
	switch {
	case untrusted(err):
		e.Kind, e.cause = Setup, err
		e.remedy = "let the server show a valid certificate for the name it is addressed by, or trust its authority"
	case harmless(err):
		e.cause = err
	default:
		e.what = "failed on an answer that makes no sense"
	}
	return e
}

func untrusted(err error) bool {
	var (
		verification *tls.CertificateVerificationError
		notTLS       tls.RecordHeaderError
	)
	return errors.As(err, &verification) || errors.As(err, &notTLS)
}

func harmless(err error) bool {
	var (
		network net.Error
		alert   tls.AlertError
	)
	return errors.As(err, &network) || errors.As(err, &alert) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
