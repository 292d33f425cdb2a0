package smtptest

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"github.com/emersion/go-message/mail"
)

// Mail is a message as a mail program shows it.
type Mail struct {
	Header      mail.Header
	Subject     string
	Text        string
	Attachments []Attachment
}

// Attachment is a file of a Mail.
type Attachment struct {
	Name, ContentType string
	Parameters        map[string]string
	Data              []byte
}

// Read decodes a message with a parser that has nothing to do with what wrote it.
func (r Received) Read(t *testing.T) Mail {
	t.Helper()
	reader, err := mail.CreateReader(bytes.NewReader(r.Data))
	if err != nil {
		t.Fatal(err)
	}
	m := Mail{Header: reader.Header}
	if m.Subject, err = reader.Header.Subject(); err != nil {
		t.Fatal(err)
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return m
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(part.Body)
		if err != nil {
			t.Fatal(err)
		}
		header, attached := part.Header.(*mail.AttachmentHeader)
		if !attached {
			m.Text += string(data)
			continue
		}
		a := Attachment{Data: data}
		if a.Name, err = header.Filename(); err != nil {
			t.Fatal(err)
		}
		if a.ContentType, a.Parameters, err = header.ContentType(); err != nil {
			t.Fatal(err)
		}
		m.Attachments = append(m.Attachments, a)
	}
}
