-- One row per person who applied for assistance in the month: from which day and to which day the cost before the application counts.
-- Basis: 003 art. 13 (自申请救助之日前12个月内). The day of application is the identity's first; months are counted by the calendar, so the twelve
-- months before 2024-02-29 begin on 2023-02-28. is_again: applied before; what was assisted then, and since, is left out.
-- Reads: warehouse.identity_span, list_identity. Parameters: $month_start, $month_end; $months, how many months back.
with

applied as (
    select
        span.person_id,
        span.identity,
        span.begins,
        lag(span.ends) over (partition by span.person_id order by span.begins, span.identity) as earlier_ends,
    from warehouse.identity_span as span
    join list_identity on list_identity.identity = span.identity and list_identity.list = 'look_back'
),

application as (
    select
        person_id,
        identity,
        greatest(cast(begins - to_months(cast($months as integer)) as date), coalesce(cast(earlier_ends + 1 as date), date '0001-01-01')) as first_day,
        cast(begins - 1 as date) as last_day,
        earlier_ends is not null as is_again,
    from applied
    where begins between $month_start and $month_end
)

select * from application
