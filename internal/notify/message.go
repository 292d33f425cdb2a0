package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/mail"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// Message is a mail. Everything in it may come from outside: what could break out of its place is refused.
type Message struct {
	// Installation and Key are those of the outbox; together they are unique, and the Message-ID comes from them.
	Installation int64
	Key          string
	// From overrides the server's sender. To has one recipient or more, who see each other.
	From string
	To   []string
	// Subject is one line. Text is plain text; its lines may be of any length.
	Subject, Text string
	Attachments   []Attachment
	// Automatic says that no human ordered this message, so that no out-of-office assistant answers it.
	Automatic bool
	// Mark, when set, is called once when all that is missing is the message's end: see the package comment.
	// When it fails nothing is sent.
	Mark func(context.Context) error
}

// Attachment is a file that goes with a mail.
type Attachment struct {
	// Name is a file name without a path; ContentType is a media type with parameters, such as
	// "text/calendar; charset=utf-8; method=PUBLISH".
	Name, ContentType string
	Data              []byte
}

const (
	maxSubject    = 200      // characters
	maxRecipients = 100      // what every server must be able to take (RFC 5321)
	maxSize       = 10 << 20 // bytes as sent; many servers refuse more
)

// envelope is a message as it goes over the wire.
type envelope struct {
	from string
	to   []string
	data []byte
}

// compose checks the message and writes it out.
func (n *Notifier) compose(m Message) (envelope, error) {
	from, to, err := n.addresses(m)
	if err != nil {
		return envelope{}, err
	}
	if err := CheckSubject(m.Subject); err != nil {
		return envelope{}, err
	}
	out := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	out.SetMessageIDWithValue(n.MessageID(m.Installation, m.Key))
	out.SetDateWithValue(n.options.Now().UTC())
	out.FromMailAddress(from)
	out.ToMailAddress(to...)
	out.Subject(inertSubject(m.Subject))
	if m.Automatic {
		out.SetGenHeader("Auto-Submitted", "auto-generated")
	}
	out.SetBodyString(gomail.TypeTextPlain, plain(m.Text))
	for i, a := range m.Attachments {
		if err := checkAttachment(a); err != nil {
			return envelope{}, fmt.Errorf("attachment %d: %w", i+1, err)
		}
		out.AttachReadSeeker(a.Name, bytes.NewReader(a.Data), gomail.WithFileContentType(gomail.ContentType(a.ContentType)))
	}
	var data bytes.Buffer
	if _, err := out.WriteTo(&data); err != nil {
		return envelope{}, fmt.Errorf("the message cannot be written: %w", err)
	}
	if data.Len() > maxSize {
		return envelope{}, fmt.Errorf("the message has %d bytes, more than the %d that servers take", data.Len(), maxSize)
	}
	e := envelope{from: from.Address, data: data.Bytes()}
	for _, address := range to {
		e.to = append(e.to, address.Address)
	}
	return e, nil
}

func (n *Notifier) addresses(m Message) (from *mail.Address, to []*mail.Address, err error) {
	from = n.sender
	if m.From != "" {
		if from, err = parseAddress(m.From); err != nil {
			return nil, nil, fmt.Errorf("sender: %w", err)
		}
	}
	if len(m.To) == 0 || len(m.To) > maxRecipients {
		return nil, nil, fmt.Errorf("%d recipients; give 1 to %d", len(m.To), maxRecipients)
	}
	for i, text := range m.To {
		address, err := parseAddress(text)
		if err != nil {
			return nil, nil, fmt.Errorf("recipient %d of %d: %w", i+1, len(m.To), err)
		}
		to = append(to, address)
	}
	return from, to, nil
}

// reAddress is an address that means the same in a header and in an SMTP command: no quotes, comments, routes or
// blanks, and nothing but ASCII.
var reAddress = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
	`@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

const maxAddress = 254 // RFC 5321's bound on a path, less its angle brackets

// parseAddress takes "src@example.org" or "Name <src@example.org>". Its errors do not repeat the address.
func parseAddress(text string) (*mail.Address, error) {
	if hasControl(text) {
		return nil, errors.New("a mail address with a line break or another control character")
	}
	address, err := mail.ParseAddress(text)
	if err != nil || len(address.Address) > maxAddress || !reAddress.MatchString(address.Address) {
		return nil, errors.New("no mail address such as src@example.org; a domain beyond ASCII is written in its xn-- form")
	}
	if hasControl(address.Name) {
		return nil, errors.New("a name with a line break or another control character")
	}
	return address, nil
}

// CheckSubject tells why a mail with this subject would be refused; nil for one that is fine. It does not repeat it.
func CheckSubject(subject string) error {
	switch {
	case subject == "":
		return errors.New("there is no subject")
	case hasControl(subject) || !utf8.ValidString(subject):
		return errors.New("a subject with a line break, another control character or invalid UTF-8")
	case utf8.RuneCountInString(subject) > maxSubject:
		return fmt.Errorf("a subject of more than %d characters", maxSubject)
	}
	return nil
}

// hasControl finds what could end a line, in our reading or in that of any server or mail program.
func hasControl(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		const lineSeparator, paragraphSeparator = '\u2028', '\u2029'
		return unicode.IsControl(r) || r == lineSeparator || r == paragraphSeparator
	})
}

func checkAttachment(a Attachment) error {
	if a.Name == "" || len(a.Name) > 100 || hasControl(a.Name) || strings.ContainsAny(a.Name, `/\"`) {
		return errors.New("its name must be a file name without a path, of 1 to 100 bytes")
	}
	if _, _, err := mime.ParseMediaType(a.ContentType); err != nil || hasControl(a.ContentType) {
		return errors.New("its content type must be a media type such as text/calendar")
	}
	return nil
}

// inertSubject keeps a subject that looks like an encoded word from being decoded: what is written is what is read.
func inertSubject(subject string) string { return strings.ReplaceAll(subject, "=?", "=\u200b?") }

// plain makes text fit for mail: valid UTF-8, with line ends of one kind.
func plain(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.ToValidUTF8(text, "\uFFFD"))
	return strings.ReplaceAll(text, "\n", "\r\n")
}
