-- One row a flight that arrived, with what is known before it departs.
--
-- Left out: departure and arrival times, delays and the time in the air (they are what is to be predicted, or tell it),
-- and the tail number (assigned late). A flight that was cancelled or diverted has no arrival delay and no row here: the
-- model says how likely a flight is late, given that it arrives.
--
-- The weather is that of the hour of the scheduled departure at the airport of departure. In production the forecast
-- stands in for it.

WITH hourly_weather AS (
    -- An hour that is there twice would make two rows of a flight; the highest value of each is taken.
    SELECT
        origin,
        time_hour,
        max(temp) AS temp,
        max(dewp) AS dewp,
        max(humid) AS humid,
        max(wind_dir) AS wind_dir,
        max(wind_speed) AS wind_speed,
        max(wind_gust) AS wind_gust,
        max(precip) AS precip,
        max(pressure) AS pressure,
        max(visib) AS visib
    FROM weather
    GROUP BY origin, time_hour
)
SELECT
    CAST(f.arr_delay > 15 AS INTEGER) AS late,
    f.time_hour,
    f.month,
    f.day,
    isodow(make_date(f.year, f.month, f.day)) AS dow,
    f.sched_dep_time // 100 * 60 + f.sched_dep_time % 100 AS dep_min,
    f.sched_arr_time // 100 * 60 + f.sched_arr_time % 100 AS arr_min,
    f.carrier,
    f.flight,
    f.origin,
    f.dest,
    f.distance,
    w.temp,
    w.dewp,
    w.humid,
    w.wind_dir,
    w.wind_speed,
    w.wind_gust,
    w.precip,
    w.pressure,
    w.visib
FROM flights AS f
LEFT JOIN hourly_weather AS w ON w.origin = f.origin AND w.time_hour = f.time_hour
WHERE f.arr_delay IS NOT NULL
