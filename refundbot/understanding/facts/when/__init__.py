"""When something happened: dates, times of day and durations in Chinese text."""
