package render

import (
	"strconv"
	"time"
)

// took says how long something took, in the two largest units that matter: "3 days 4 hours".
func took(d time.Duration) string {
	minutes := int64(d.Round(time.Minute) / time.Minute)
	days, hours := minutes/(24*60), minutes/60%24
	switch {
	case minutes <= 0:
		return "less than a minute"
	case days > 0 && hours > 0:
		return units(days, "day") + " " + units(hours, "hour")
	case days > 0:
		return units(days, "day")
	case hours > 0 && minutes%60 > 0:
		return units(hours, "hour") + " " + units(minutes%60, "minute")
	case hours > 0:
		return units(hours, "hour")
	}
	return units(minutes, "minute")
}

func units(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.FormatInt(n, 10) + " " + what + "s"
}
