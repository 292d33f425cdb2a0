package handlers

import (
	"errors"

	"github.com/valyala/fastjson"
)

// What is wrong with a payload. The words are answered to the sender, so they quote nothing of it.
var (
	errMalformed  = errors.New("the payload is no JSON object")
	errIdentifier = errors.New("the payload names a repository, advisory or installation of an impossible form")
)

// payload is a webhook's JSON, of which a few identifiers are read. They are some bytes in 15 KB: with
// encoding/json, reading them took longer than all else that is done with a delivery, the flush to disk
// included; fastjson takes a tenth of that, and refuses what is nested over 300 deep.
type payload struct{ *fastjson.Value }

// parsers are reused from one delivery to the next, with the memory that they have set aside.
var parsers fastjson.ParserPool

// concernOf finds out what a body concerns. Nothing of the body outlives it but the identifiers.
func concernOf(r reader, body []byte) (concern, error) {
	parser := parsers.Get()
	if len(body) <= 4*firstBuffer { // what a rare giant has set aside is not kept
		defer parsers.Put(parser)
	}
	root, err := parser.ParseBytes(body)
	if err != nil || root.Type() != fastjson.TypeObject {
		return concern{}, errMalformed // err quotes the payload
	}
	return read(r, payload{root})
}

// text is the string at a path, "" when there is none.
func (p payload) text(path ...string) string { return string(p.GetStringBytes(path...)) }

// installationID is the App's installation that the event came from, 0 when the payload tells none: hooks that
// belong to a repository don't.
func (p payload) installationID() (int64, error) {
	installation := p.Get("installation")
	if installation == nil || installation.Type() == fastjson.TypeNull {
		return 0, nil
	}
	id := installation.GetInt64("id") // 0 for all that is no whole number
	if id <= 0 {
		return 0, errIdentifier
	}
	return id, nil
}

// repositoryName is the repository's OWNER/NAME.
func (p payload) repositoryName() (string, error) {
	name := p.text("repository", "full_name")
	if !isRepository(name) {
		return "", errIdentifier
	}
	return name, nil
}
