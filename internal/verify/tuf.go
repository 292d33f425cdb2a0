package verify

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/theupdateframework/go-tuf/v2/metadata"
)

// tufFetcher fetches a TUF repository's files within the bounds that hold for assets.
type tufFetcher struct {
	ctx    context.Context // of the one refresh that this fetcher lives for
	client *http.Client
}

// DownloadFile gets one file of at most so many bytes.
func (f *tufFetcher) DownloadFile(address string, most int64, _ time.Duration) ([]byte, error) {
	ctx, cancel := context.WithTimeout(f.ctx, time.Minute)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := f.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close() //nolint:errcheck // closing what was only read tells nothing
	if response.StatusCode != http.StatusOK {
		// The library asks for the next root until there is none: it must know this error.
		return nil, &metadata.ErrDownloadHTTP{StatusCode: response.StatusCode, URL: address}
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(content)) > most {
		return nil, &metadata.ErrDownloadLengthMismatch{Msg: "the file is larger than the repository says"}
	}
	return content, nil
}
