// Package notify carries messages out: mail by SMTP, and posts to chat by Slack-compatible webhooks. It does not
// decide what is said or to whom, keeps nothing, and tries each call once; trying again is the caller's, who has
// an outbox on disk.
//
// # Not twice, and not lost
//
// Neither SMTP nor a webhook can be asked afterwards whether a message arrived. Between the last byte of a
// message and the record that it was accepted lies a moment in which a crash leaves open what happened. This
// package makes that moment as short as it can be made, says when it begins, and never guesses. An outbox keeps
// three states and uses them so:
//
//	wanted  → sending   in Message.Mark, durably. Mail calls it when the server has agreed to sender and
//	                    recipients and holds the message but for its end, which is the last moment at which it
//	                    can be taken back. If Mark fails, nothing is sent. Before a Post, which has no such
//	                    middle, the caller marks by itself.
//	sending → done      when the call returned without an error.
//	sending → wanted    when it returned an error that is neither Permanent nor Ambiguous.
//	sending → refused   when the error is Permanent: no repetition will help, a human is told.
//	sending → unsure    when the error is Ambiguous, or when a process finds a message in sending that no living
//	                    process is about: a human is told, with the Message-ID, and may order it again.
//
// So a crash before the mark is sent again, as nothing was accepted. A crash after the record is not, as the record
// says done. A crash between mark and record is not sent again either, by itself: the server almost
// certainly has the message (the end follows the mark at once, and an operating system delivers what a dead
// process wrote), so that a repetition would be the second copy, and the few cases in which it was lost are seen by
// somebody. Nothing is sent twice by a crash, and nothing is lost in silence.
//
// A repetition that a human orders has the same Message-ID, which is derived from the outbox key: mailboxes and
// archives that have the message already recognise it. To whoever does not know the server's secret the
// Message-ID tells nothing, neither the advisory nor whether two of them concern the same one.
//
// A mail is accepted for all of its recipients or for none. An outbox that gives each recipient a message of its
// own (with a key of its own) keeps one stale address from holding up the others.
//
// # Silence
//
// Errors name the step, the reply's code and what to do. They never hold subject, text, addresses, credentials,
// webhook URLs, or what the other side said, as it may quote any of these.
package notify
