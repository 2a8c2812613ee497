-- What is known before departure: the schedule, and the weather at the airport an hour earlier.
WITH hourly AS (
    SELECT origin, time_hour, avg(temp) AS temp, avg(wind_speed) AS wind_speed, avg(precip) AS precip, avg(visib) AS visib
    FROM weather
    GROUP BY origin, time_hour
)
SELECT
    f.arr_delay > 15 AS late,
    f.time_hour::TIMESTAMP AS time_hour,
    f.carrier,
    f.flight,
    f.origin,
    f.dest,
    f.hour,
    'h' || f.hour AS hour_of_day,
    'd' || isodow(f.time_hour::TIMESTAMP) AS weekday,
    f.distance,
    h.temp,
    h.wind_speed,
    h.precip,
    h.visib
FROM flights f
LEFT JOIN hourly h ON h.origin = f.origin AND h.time_hour::TIMESTAMP = f.time_hour::TIMESTAMP - INTERVAL 1 HOUR
WHERE f.arr_delay IS NOT NULL
