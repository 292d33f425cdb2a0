package notify

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Mail sends a message and returns its Message-ID, without angle brackets. A nil error means that the server has
// taken responsibility for all recipients. The Message-ID is returned beside an error too, unless the message
// itself is at fault. Errors are of type *Error.
func (n *Notifier) Mail(ctx context.Context, m Message) (id string, err error) {
	if n.options.Mail == nil {
		return "", &Error{Channel: channelMail, Kind: Setup, Step: "connecting", what: "there is no mail server",
			remedy: "configure one"}
	}
	e, err := n.compose(m)
	if err != nil {
		return "", &Error{Channel: channelMail, Kind: Refused, Step: "composing", what: err.Error()}
	}
	id = n.MessageID(m.Installation, m.Key)
	return id, interrupted(ctx, n.send(ctx, e, m.Mark))
}

func (n *Notifier) send(ctx context.Context, e envelope, mark func(context.Context) error) error {
	c, err := n.connect(ctx)
	if err != nil {
		return err
	}
	defer c.close()
	return c.deliver(ctx, e, mark)
}

// interrupted names the context's end as the reason where that is what closed the connection.
func interrupted(ctx context.Context, err error) error {
	var e *Error
	if errors.As(err, &e) && e.Kind == Temporary && e.Code == 0 && ctx.Err() != nil {
		e.cause = context.Cause(ctx)
	}
	return err
}

const channelMail = "mail"

// deliver hands the message over. The connection is dropped, never closed politely, when anything fails before the
// message's end: closing it politely would end the message and make the server accept half of it.
func (c *conversation) deliver(ctx context.Context, e envelope, mark func(context.Context) error) error {
	if limit := c.sizeLimit(); limit > 0 && len(e.data) > limit {
		return &Error{Channel: channelMail, Kind: Refused, Step: "message",
			what: fmt.Sprintf("it has %d bytes, and the server takes %d", len(e.data), limit)}
	}
	if err := c.step("sender", func() error { return c.client.Mail("<" + e.from + ">") }); err != nil {
		return err
	}
	for i, to := range e.to {
		step := fmt.Sprintf("recipient %d of %d", i+1, len(e.to))
		if err := c.step(step, func() error { return c.client.Rcpt("<" + to + ">") }); err != nil {
			return err
		}
	}
	end, err := c.write(e.data)
	if err != nil {
		return err
	}
	if mark != nil {
		if err := mark(ctx); err != nil {
			return &Error{Channel: channelMail, Kind: Temporary, Step: "marking", what: "failed, so nothing was sent", cause: err}
		}
	}
	return c.commit(ctx, end)
}

// write sends the message but for its end, which the function it returns sends.
func (c *conversation) write(data []byte) (end func() error, err error) {
	err = c.step("message", func() error {
		w, err := c.client.Data()
		if err != nil {
			return err
		}
		end = w.Close
		_, err = w.Write(data)
		return err
	})
	return end, err
}

// sizeLimit is the most bytes the server says it takes, 0 when it names no bound.
func (c *conversation) sizeLimit() int {
	_, value := c.client.Extension("SIZE")
	limit, err := strconv.Atoi(value)
	if err != nil { // no number: no bound
		return 0
	}
	return limit
}

// patience is how long the server's answer to a complete message is awaited when the context ends meanwhile: a
// server that shuts down should rather learn what became of the message than leave it open.
const patience = 5 * time.Second

// commit ends the message, which makes the server answer for it.
func (c *conversation) commit(ctx context.Context, end func() error) error {
	const step = "end of message"
	if !c.unwatch() {
		return &Error{Channel: channelMail, Kind: Temporary, Step: step, what: "not sent", cause: context.Cause(ctx)}
	}
	if err := c.client.UpdateDeadline(acceptFactor * c.timeout); err != nil {
		return disconnected(channelMail, step, err)
	}
	defer context.AfterFunc(ctx, func() { _ = c.wire.SetReadDeadline(time.Now().Add(patience)) })()
	if err := end(); err != nil {
		return c.unanswered(step, err)
	}
	c.accepted = true
	return nil
}

// unanswered tells a message the server refused from one of which nobody knows what became.
func (c *conversation) unanswered(step string, err error) *Error {
	e := c.failure(step, err)
	if e.Code < codeTemporary {
		e.unsure("sent, but the answer was lost")
	}
	return e
}
