package ghsa

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// Delivery is one attempt of GitHub's to deliver a webhook of the App's.
type Delivery struct {
	ID          int64     `json:"id"`
	GUID        string    `json:"guid"` // the same for every attempt at one event
	DeliveredAt time.Time `json:"delivered_at"`
	Event       string    `json:"event"`
	StatusCode  int       `json:"status_code"` // of the receiver's answer; 5xx of GitHub's own when there was none
}

// FailedDeliveries lists the attempts since a time that were not answered with success, newest first. GitHub keeps
// them for three days. One that was repeated with success is still among them.
func (c *Clients) FailedDeliveries(ctx context.Context, since time.Time) ([]Delivery, error) {
	r := list("list-deliveries", c.name(), "app", "hook", "deliveries")
	r.query.Set("status", "failure")
	var all []Delivery
	err := c.app.pages(ctx, r, func(a answer) (bool, error) {
		page, err := decode[[]Delivery](r, a)
		if err != nil {
			return false, err
		}
		for _, d := range page {
			if d.DeliveredAt.Before(since) {
				return false, nil
			}
			all = append(all, d)
		}
		return true, nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Redeliver asks GitHub to repeat the delivery with that id, under its old GUID. GitHub does so some time after.
func (c *Clients) Redeliver(ctx context.Context, id int64) error {
	number := strconv.FormatInt(id, 10)
	r := write(http.MethodPost, "redeliver", c.name()+" delivery "+number, nil, "app", "hook", "deliveries", number, "attempts")
	_, err := c.app.do(ctx, r)
	return err
}
