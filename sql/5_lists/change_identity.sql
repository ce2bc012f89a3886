-- One row per identity that somebody of the examples held on any day from the issue's month to the screened one, with its first and last day.
-- Basis: 003 art. 13 (from the day of recognition). Reads: example, warehouse.identity_span. Parameters: $since_day, $month_end.
with

change_identity as (
    select
        span.person_id,
        span.identity,
        span.begins,
        span.ends,
        span.learned_on,
    from warehouse.identity_span as span
    where span.person_id in (select person_id from example where cause = 'identity') and span.begins <= $month_end and span.ends >= $since_day
)

select * from change_identity
order by person_id, begins, identity
