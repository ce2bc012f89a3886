-- One row per case: its state, the month in which the present or last open time began, the month in which it was closed, and the last effective word.
-- Basis: 004 (逐一销号): open items roll on until they are closed. Reads: warehouse.case_event.
with

latest as (
    select *
    from warehouse.case_event
    qualify row_number() over (partition by person_id, rule, year order by position desc) = 1
),

begun as (
    select
        person_id,
        rule,
        year,
        max(position) filter (event in ('opened', 'reopened')) as begun_at,
        max(position) filter (event = 'closed') as closed_at,
        max(position) filter (effect in ('withdrawn', 'closes', 'waits')) as last_at,
        count(*) filter (event = 'reopened') > 0 as is_reopened,
    from warehouse.case_event
    group by person_id, rule, year
),

case_state as (
    select
        latest.person_id,
        latest.rule,
        latest.year,
        latest.state,
        beginning.month as since,
        case when latest.state = 'closed' then closing.month end as until,
        begun.is_reopened,
        last_word.effect as last_effect,
        last_word.reopens as last_reopens,
        last_word.happened_on as last_on,
        last_word.township_code as last_township_code,
    from latest
    join begun using (person_id, rule, year)
    join warehouse.case_event as beginning
        on beginning.person_id = latest.person_id and beginning.rule = latest.rule and beginning.year = latest.year
        and beginning.position = begun.begun_at
    left join warehouse.case_event as closing
        on closing.person_id = latest.person_id and closing.rule = latest.rule and closing.year = latest.year
        and closing.position = begun.closed_at
    left join warehouse.case_event as last_word
        on last_word.person_id = latest.person_id and last_word.rule = latest.rule and last_word.year = latest.year
        and last_word.position = begun.last_at
)

select * from case_state
