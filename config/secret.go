package config

import (
	"fmt"
	"io"
)

// Secret is text that must not be shown. Printing, encoding or logging it gives a placeholder;
// only Reveal gives the text. The text is behind a pointer so that printers that look into
// unexported fields find an address at most.
type Secret struct{ text *string }

const redacted = "[redacted]"

// NewSecret wraps text.
func NewSecret(text string) Secret { return Secret{text: &text} }

// Reveal gives the text, for handing to whoever needs it and for nothing else.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// IsZero tells whether there is no text.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// String implements fmt.Stringer without giving the text.
func (s Secret) String() string { return redacted }

// Format implements fmt.Formatter, so that no verb gives the text.
func (s Secret) Format(state fmt.State, _ rune) { _, _ = io.WriteString(state, redacted) }

// MarshalText implements encoding.TextMarshaler, and so covers JSON, YAML and structured logs.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }
