-- One row per person on the month's list or early watch and identity that was lost in the month: held until a day of it, or to the last day of
-- the month before, and not held on its last day.
-- Basis: 003 art. 17 (调整监测对象身份类别): the office that certifies an identity has to know that it ended. Reads: screen.warning,
-- warehouse.identity_span, identity_rank. Parameters: $month, six digits; $first_day, $month_end.
with

person as (
    select distinct person_id
    from screen.warning
    where month = $month
),

held as (
    select distinct person_id, identity
    from warehouse.identity_span
    where $month_end between begins and ends
),

warned_identity_ended as (
    select
        span.person_id,
        span.identity,
        identity_rank.rank,
    from warehouse.identity_span as span
    semi join person using (person_id)
    join identity_rank using (identity)
    anti join held on held.person_id = span.person_id and held.identity = span.identity
    where span.ends >= $first_day - 1 and span.ends < $month_end
    group by all
)

select * from warned_identity_ended
order by person_id, rank
