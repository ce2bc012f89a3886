-- One row per person on the month's list or early watch and identity held on the month's last day, the strongest first.
-- Basis: POLICY section 1; 就高不重复 (003 art. 7, 11). Reads: screen.warning, warehouse.identity_span, identity_rank.
-- Parameters: $month, six digits; $month_end.
with

person as (
    select distinct person_id
    from screen.warning
    where month = $month
),

warned_identity as (
    select
        span.person_id,
        span.identity,
        min(span.begins) as since,
        identity_rank.rank,
    from warehouse.identity_span as span
    semi join person using (person_id)
    join identity_rank using (identity)
    where $month_end between span.begins and span.ends
    group by all
)

select * from warned_identity
order by person_id, rank
