package render

import (
	"strconv"
	"time"
)

// took says how long something took, in the two largest units that matter: "3 days 4 hours".
func took(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	days, hours := minutes/(24*60), minutes/60%24
	switch {
	case minutes <= 0:
		return "less than a minute"
	case days > 0 && hours > 0:
		return counted(days, "day", "days") + " " + counted(hours, "hour", "hours")
	case days > 0:
		return counted(days, "day", "days")
	case hours > 0 && minutes%60 > 0:
		return counted(hours, "hour", "hours") + " " + counted(minutes%60, "minute", "minutes")
	case hours > 0:
		return counted(hours, "hour", "hours")
	}
	return counted(minutes, "minute", "minutes")
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
