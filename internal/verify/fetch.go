package verify

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// maxTries bounds how often a download that was cut is taken up again.
const maxTries = 6

// problem is why an asset has no content, or not the right one. The zero value is none.
type problem struct {
	state  State
	reason string
}

// errAgain says that the download was cut, or has to begin anew, and another try makes sense.
var errAgain = errors.New("try again")

var errStalled = errors.New("the server stalled") // the cause of a request's end

// download is the fetching of one asset, over as many connections as it takes.
type download struct {
	verifier *Verifier
	asset    Asset
	sink     *sink
	// validator is the strong ETag of what the sink holds a part of. Without one a part cannot be continued:
	// the rest might be another file's.
	validator string
}

// fetch gets an asset. The error is the context's own.
func (v *Verifier) fetch(ctx context.Context, asset Asset, keep bool, budget *int64) (content, problem, error) {
	limit := v.options.MaxAssetBytes
	if keep {
		limit = min(limit, maxProofBytes)
	}
	if err := checkAddress(asset.URL); err != nil {
		return content{}, problem{StateUnknown, "not fetched: " + err.Error()}, nil
	}
	switch {
	case asset.Size > limit:
		return content{}, tooLarge(limit), nil
	case asset.Size > *budget:
		return content{}, spent(), nil
	case asset.Size > 0:
		limit = asset.Size
	}
	within, cancel := context.WithTimeout(ctx, v.options.AssetTimeout)
	defer cancel()
	d := &download{verifier: v, asset: asset, sink: newSink(limit, budget, keep)}
	for range maxTries {
		bad, err := d.try(within)
		switch {
		case ctx.Err() != nil:
			return content{}, problem{}, context.Cause(ctx)
		case err == nil && bad == problem{}:
			got := d.sink.content()
			return got, asset.differs(got), nil
		case err == nil:
			return content{}, bad, nil
		case within.Err() != nil:
			return content{}, problem{StateUnknown, "it took too long to fetch"}, nil
		}
	}
	return content{}, problem{StateUnknown, fmt.Sprintf("the download was cut %d times", maxTries)}, nil
}

func tooLarge(limit int64) problem {
	return problem{StateUnknown, fmt.Sprintf("not read: it is larger than %d bytes", limit)}
}

func spent() problem {
	return problem{StateUnknown, "not read: the release is larger than may be read in all"}
}

// differs holds what came against what the host says about the asset.
func (a Asset) differs(got content) problem {
	if a.Size > 0 && got.size != a.Size {
		return problem{StateFailed, fmt.Sprintf("%d bytes came, the host's list says %d", got.size, a.Size)}
	}
	digest, ok := strings.CutPrefix(strings.ToLower(a.Digest), "sha256:")
	if ok && digest != hex.EncodeToString(got.digests["sha256"]) {
		return problem{StateFailed, "it has another digest than the host's list says"}
	}
	return problem{}
}

// try makes one request for what is missing and reads the answer. errAgain means that it came to no end.
func (d *download) try(ctx context.Context) (problem, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(d.verifier.options.StallTimeout, func() { cancel(errStalled) })
	defer watch.Stop()

	request, err := d.request(ctx)
	if err != nil {
		return problem{StateUnknown, "not fetched: it is no web address"}, nil
	}
	response, err := d.verifier.client.Do(request)
	if err != nil {
		var refused refusal
		switch {
		case d.sink.size > 0 && !errors.As(err, &refused):
			return problem{}, errAgain
		case errors.Is(context.Cause(ctx), errStalled):
			err = context.DeadlineExceeded
		}
		return problem{StateUnknown, whyNot(err)}, nil
	}
	defer response.Body.Close() //nolint:errcheck // closing what was only read tells nothing
	if bad, err := d.accept(response); err != nil || bad != (problem{}) {
		return bad, err
	}
	_, err = io.Copy(d.sink, &watched{response.Body, watch, d.verifier.options.StallTimeout})
	if err == nil && endless(response) && d.sink.size < d.asset.Size {
		err = io.ErrUnexpectedEOF
	}
	return d.ended(err)
}

func (d *download) request(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.asset.URL, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", userAgent)
	request.Header.Set("Accept", "application/octet-stream, */*;q=0.5")
	request.Header.Set("Accept-Encoding", "identity")
	if d.validator == "" {
		d.sink.reset()
	}
	if d.sink.size > 0 {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", d.sink.size))
		request.Header.Set("If-Range", d.validator)
	}
	return request, nil
}

// accept decides by status and header whether the body is what was asked for.
func (d *download) accept(response *http.Response) (problem, error) {
	switch response.StatusCode {
	case http.StatusOK:
		d.sink.reset() // all of it, from the start
	case http.StatusPartialContent:
		if d.sink.size == 0 || !continues(response.Header.Get("Content-Range"), d.sink.size) {
			return d.anew()
		}
	case http.StatusRequestedRangeNotSatisfiable:
		return d.anew()
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusGone, http.StatusUnavailableForLegalReasons:
		return problem{StateUnavailable, fmt.Sprintf("anonymous users get status %d", response.StatusCode)}, nil
	default:
		return problem{StateUnknown, fmt.Sprintf("the server answers with status %d", response.StatusCode)}, nil
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return problem{StateUnknown, "the server sends it only encoded"}, nil
	}
	d.validator = ""
	if tag := response.Header.Get("ETag"); strings.HasPrefix(tag, `"`) {
		d.validator = tag
	}
	return problem{}, nil
}

// endless tells an answer whose end is the end of its connection: one that was cut looks like a whole one.
func endless(response *http.Response) bool {
	return response.ContentLength < 0 && len(response.TransferEncoding) == 0 && response.ProtoMajor == 1
}

// anew makes the next try ask for everything.
func (d *download) anew() (problem, error) {
	d.validator = ""
	return problem{}, errAgain
}

// ended says what the end of a body means.
func (d *download) ended(err error) (problem, error) {
	switch {
	case err == nil:
		return problem{}, nil
	case !errors.Is(err, errTooLarge):
		return problem{}, errAgain
	case *d.sink.budget < 0:
		return spent(), nil
	case d.asset.Size > 0:
		return problem{StateFailed, fmt.Sprintf("more bytes came than the %d that the host's list says", d.asset.Size)}, nil
	}
	return tooLarge(d.sink.limit), nil
}

// continues tells whether a Content-Range begins where we stopped.
func continues(contentRange string, at int64) bool {
	rest, ok := strings.CutPrefix(contentRange, "bytes ")
	first, _, dash := strings.Cut(rest, "-")
	n, err := strconv.ParseInt(first, 10, 64)
	return ok && dash && err == nil && n == at
}

// watched gives the server more time whenever it sends something.
type watched struct {
	body  io.Reader
	watch *time.Timer
	grace time.Duration
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.body.Read(p)
	if n > 0 {
		w.watch.Reset(w.grace)
	}
	return n, err
}
